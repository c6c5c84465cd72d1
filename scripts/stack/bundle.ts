import { builtinModules } from 'node:module';
import { type BuildOptions, build, type Plugin, stop } from 'esbuild';

/** What wrangler.toml says about the bundle. */
export interface BundleSettings {
  main: string;
  projectRoot: string;
  alias: Record<string, string> | undefined;
  define: Record<string, string>;
  keepNames: boolean;
  minify: boolean;
}

const BUILTIN = new RegExp(`^(node:.+|cloudflare:.+|${builtinModules.join('|')})$`);
const REQUIRED = 'required-builtin';

/** Built-ins stay imports; a CommonJS `require` of one has to become an import, as an ES module has no `require`. */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: BUILTIN }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: REQUIRED } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) => ({
      contents: `import builtin from ${JSON.stringify(path)}; module.exports = builtin;`,
    }));
  },
};

let builds = 0;

/** Bundles the Worker into one ES module, with the settings that `wrangler deploy` uses. */
export async function bundleWorker(settings: BundleSettings): Promise<string> {
  builds += 1;
  try {
    const { outputFiles } = await build(buildOptions(settings));
    const [file] = outputFiles;
    if (!file) throw new Error(`${settings.main} gave no bundle`);
    return file.text;
  } finally {
    builds -= 1;
    // esbuild keeps a process for the next build.
    if (builds === 0) await stop();
  }
}

function buildOptions({ main, projectRoot, alias, define, keepNames, minify }: BundleSettings) {
  return {
    entryPoints: [main],
    absWorkingDir: projectRoot,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    supported: { using: true },
    loader: { '.txt': 'text', '.html': 'text', '.sql': 'text' },
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    ...(alias && { alias }),
    keepNames,
    minify,
    sourcemap: 'inline',
    plugins: [builtins],
    logLevel: 'error',
  } satisfies BuildOptions;
}
