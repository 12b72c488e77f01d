/** The race dashboard. */
import '@mantine/core/styles.css';
import 'uplot/dist/uPlot.min.css';
import './app.css';

import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';

import { App } from './App';
import { theme } from './theme';

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} defaultColorScheme="dark">
    <App />
  </MantineProvider>,
);
