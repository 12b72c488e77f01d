/** Post-race reports: the list, and one of them. */
import { Anchor, Center, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';

import { ask } from '../data/client';
import { ReportDocument, ReportsDocument, type ReportQuery, type ReportsQuery } from '../data/generated';
import { useStore, useZone } from '../data/store';
import { moment } from '../domain/format';

export function Reports() {
  const token = useStore((state) => state.token);
  const zone = useZone();
  const [reports, setReports] = useState<ReportsQuery['reports'] | null>(null);
  useEffect(() => {
    ask(ReportsDocument, {}, token).then(({ reports: found }) => setReports(found), () => setReports([]));
  }, [token]);
  return (
    <Stack gap="xs" component="section" aria-label="Reports">
      <Title order={2} size="h3">Reports</Title>
      <Text size="sm" c="dimmed">
        A race or a season looked back on: stops, calls judged, plans against the best in hindsight, forecasts scored.
        Written by <code>f1strategy report</code>.
      </Text>
      {reports === null && <Loader aria-label="Loading the reports" />}
      {reports?.length === 0 && <Text c="dimmed">No report has been written yet.</Text>}
      {reports && reports.length > 0 && (
        <Table aria-label="Reports" w="auto">
          <Table.Tbody>
            {reports.map((one) => (
              <Table.Tr key={one.name}>
                <Table.Td>
                  <Anchor className="link" component={Link} href={`/history/${one.name}`}>{one.title}</Anchor>
                </Table.Td>
                <Table.Td>{moment(one.writtenTimeMs, zone)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

/** One report in a frame of its own, which may run nothing and load nothing. */
export function ReportView({ name }: { name: string }) {
  const token = useStore((state) => state.token);
  const [report, setReport] = useState<ReportQuery['report'] | undefined>(undefined);
  useEffect(() => {
    ask(ReportDocument, { name }, token).then(({ report: found }) => setReport(found), () => setReport(null));
  }, [name, token]);
  return (
    <Stack component="main" p="xs" gap="xs" flex={1}>
      <Anchor className="link" component={Link} href="/history">All races and reports</Anchor>
      {report === undefined && <Center flex={1}><Loader aria-label="Loading the report" /></Center>}
      {report === null && <Text>There is no report {name}.</Text>}
      {report && <iframe className="report" title={report.title} sandbox="" srcDoc={report.html} />}
    </Stack>
  );
}
