/** The race dashboard. */
import '@mantine/core/styles.css';
import 'uplot/dist/uPlot.min.css';
import './app.css';

import { createTheme, MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';

import { App } from './App';

const theme = createTheme({
  fontFamily: 'system-ui, sans-serif',
  primaryColor: 'cyan',
  defaultRadius: 'sm',
  components: { Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320 } } },
});

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} defaultColorScheme="dark">
    <App />
  </MantineProvider>,
);
