import { type PanelOf, rows } from './panels.ts';

const datasource = { type: 'prometheus', uid: 'prometheus' };
const columns = 24;
const height = 7;

/** The dashboard as Grafana imports it: `deploy/monitoring/grafana/mayday.json`, written by `npm run docs`. */
export function dashboard(): object {
  return {
    uid: 'mayday',
    title: 'Mayday',
    tags: ['mayday'],
    timezone: 'browser',
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-24h', to: 'now' },
    templating: {
      list: [
        {
          name: 'system',
          label: 'System',
          type: 'query',
          datasource,
          query: { query: 'label_values(mayday_incidents_opened_total, system)', refId: 'systems' },
          refresh: 2,
          includeAll: true,
          allValue: '.*',
          multi: true,
          current: { text: 'All', value: '$__all' },
        },
      ],
    },
    annotations: { list: [] },
    panels: laidOut(),
  };
}

function laidOut(): object[] {
  const panels: object[] = [];
  let y = 0;
  for (const [title, row] of Object.entries(rows)) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    for (const panel of row) {
      if (x + panel.width > columns) {
        x = 0;
        y += height;
      }
      panels.push(panelAt(panels.length + 1, panel, { x, y, w: panel.width, h: height }));
      x += panel.width;
    }
    y += height;
  }
  return panels;
}

function panelAt(id: number, { title, kind, unit, asks, redFrom }: PanelOf, gridPos: object): object {
  const steps = [
    { color: 'green', value: null },
    ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }]),
  ];
  return {
    id,
    type: kind,
    title,
    datasource,
    gridPos,
    fieldConfig: { defaults: { unit, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options:
      kind === 'stat'
        ? { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value' }
        : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: Object.entries(asks).map(([expr, legendFormat], i) => ({
      refId: String.fromCharCode(65 + i),
      datasource,
      expr,
      legendFormat,
      range: kind === 'timeseries',
      instant: kind === 'stat',
    })),
  };
}
