/** Imported before wrangler or miniflare: nothing is fetched or reported, and nothing slows or chats beside the Worker. */
const SETTINGS = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG: 'error',
  X_LOCAL_EXPLORER: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
};

for (const [name, value] of Object.entries(SETTINGS)) process.env[name] ??= value;
