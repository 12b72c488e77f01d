#!/usr/bin/env bash
# Checks chart, rules and compose file without a cluster: lint and strict validation of every value set, its
# unit tests, both cases of every alert. Tools that are not on the path are built by Go into .run/tools, once (some minutes).
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$PWD/.run/tools"
export PATH="$tools:$PATH"

need() {
  command -v "$1" >/dev/null && return
  command -v go >/dev/null || { echo "missing: $1, or Go 1.24 to build it" >&2; exit 1; }
  echo "building $1"
  GOBIN="$tools" go install "$2"
}
need helm helm.sh/helm/v3/cmd/helm@v3.22.0
if ! command -v untt >/dev/null; then
  # Built in its own module: its go.mod replaces a dependency, which `go install` does not take.
  echo "building helm-unittest"
  module="$(go mod download -json github.com/helm-unittest/helm-unittest@v1.1.2 | sed -n 's/.*"Dir": "\(.*\)",/\1/p')"
  (cd "$module" && go build -o "$tools/untt" ./cmd/helm-unittest)
fi
need promtool github.com/prometheus/prometheus/cmd/promtool@v0.316.0

kubernetes=1.31
rendered="$(mktemp -d)"
trap 'rm -rf "$rendered"' EXIT
for values in k8s/chart/values/*.yaml; do
  set_name="$(basename "$values" .yaml)"
  helm lint --strict --quiet k8s/chart -f "$values"
  helm template livef1 k8s/chart --kube-version "$kubernetes.0" -f "$values" >"$rendered/$set_name.yaml"
  # Resources of operators have no schema in Kubernetes itself.
  .venv/bin/python k8s/core_resources.py "$rendered/$set_name.yaml"
  .venv/bin/uv tool run --quiet kubernetes-validate --strict --quiet -k "$kubernetes" "$rendered/$set_name.yaml"
  echo "chart, $set_name: valid"
done
for wrong in flink.upgradeMode=stateless images.tag=latest kafka.bootstrapServers=nowhere nonsense=1; do
  if helm template livef1 k8s/chart --kube-version "$kubernetes.0" -f k8s/chart/values/laptop.yaml --set "$wrong" >/dev/null 2>&1; then
    echo "the chart takes $wrong" >&2
    exit 1
  fi
done
echo "chart: wrong values are refused"
untt k8s/chart
promtool check rules k8s/chart/files/rules.yml
promtool check config --syntax-only k8s/monitoring/prometheus.yml
promtool test rules k8s/monitoring/rules_test.yml
