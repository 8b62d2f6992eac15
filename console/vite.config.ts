import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds a running Feilun.
const server = process.env.FEILUN_URL ?? "http://127.0.0.1:8080";
const ours = ["/api", "/connection", "/v1", "/sdk", "/shop", "/chat", "/m", "/healthz"];

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "../src/feilun/static/console",
    emptyOutDir: true,
    target: "es2022",
    // ECharts is one lazy chunk of its own and may be large.
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: Object.fromEntries(ours.map((path) => [path, { target: server, ws: true }])) },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
