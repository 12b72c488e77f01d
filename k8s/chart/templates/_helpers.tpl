{{- define "livef1.labels" -}}
app.kubernetes.io/part-of: livef1strategy
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "livef1.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "livef1.image" -}}
image: {{ printf "%s/%s:%s" .root.Values.images.registry .name .root.Values.images.tag | quote }}
imagePullPolicy: {{ .root.Values.images.pullPolicy }}
{{- end }}

{{- define "livef1.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "livef1.podSecurity" -}}
securityContext:
  runAsNonRoot: true
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "livef1.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "livef1.environment" -}}
- {name: LIVEF1_BOOTSTRAP_SERVERS, value: {{ .Values.kafka.bootstrapServers | quote }}}
- {name: LIVEF1_LAKE, value: {{ .Values.lake.url | quote }}}
- {name: AWS_REGION, value: {{ .Values.lake.region | quote }}}
{{- if .Values.lake.endpoint }}
- {name: AWS_ENDPOINT_URL, value: {{ .Values.lake.endpoint | quote }}}
{{- end }}
{{- if .Values.lake.allowHttp }}
- {name: AWS_ALLOW_HTTP, value: "true"}
{{- end }}
{{- end }}

{{- define "livef1.lakeSecret" -}}
{{- with .Values.lake.secretName }}
envFrom:
  - secretRef: {name: {{ . }}}
{{- end }}
{{- end }}
