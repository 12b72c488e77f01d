import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    target: 'es2022',
    // The first that know light-dark(): what stands in for it elsewhere does not follow the page's own theme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The editor (Monaco) is one large chunk by nature; it comes from the machine next door.
    chunkSizeWarningLimit: 6000,
    // "use client" marks in libraries speak to server-side rendering, which there is none of here.
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      checks: { moduleLevelDirective: false },
    },
  },
  // `npm run dev` serves the page from Vite; the API answers at the port it prefers.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8000', ws: true } } },
});
