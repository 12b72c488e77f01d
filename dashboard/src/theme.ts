import { createTheme } from '@mantine/core';

export const theme = createTheme({
  fontFamily: 'system-ui, sans-serif',
  primaryColor: 'cyan',
  defaultRadius: 'sm',
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320 } },
    // A bare span may not carry a name: a screen reader would not say what is being waited for.
    Loader: { defaultProps: { role: 'status' } },
  },
});
