import { expect, it } from 'vitest';
import { play } from './testing/scenes/scene.ts';
import { scenes } from './testing/scenes/all.ts';
import { fault, type Fault } from './testing/faults.ts';
import { actingSteps, askedOf, attemptsOf, baseOf, isPastPivot, strayEffects, traceOf, twice } from './testing/verdicts.ts';
it('explore', () => {
  let n = 0; const t = performance.now();
  for (const scene of scenes) {
    for (const { step, effects } of actingSteps(scene)) {
      const a = attemptsOf(scene, step);
      const past = isPastPivot(scene, step);
      const list: [string, Fault, string][] = [];
      for (const kind of ['throws', 'hangs', 'late'] as const) {
        list.push([`${kind} once`, fault(kind, step), a > 1 ? 'completed' : 'compensated']);
        list.push([`${kind} ${past ? 7 : a}`, fault(kind, step, { times: past ? 7 : a }), past ? 'completed+' : 'compensated']);
        if (effects > 1) for (let p = 0; p < effects; p++) list.push([`${kind} once at ${p}`, fault(kind, step, { effect: p }), a > 1 ? 'completed' : 'compensated']);
      }
      for (const kind of ['record_lost', 'record_kept'] as const) list.push([kind, fault(kind, step), 'completed']);
      for (const [name, f, want] of list) {
        n++;
        let out: string[] = [];
        try {
          const p = play(scene, { faults: [f] });
          const j = p.journal();
          if (j.status !== want.replace('+', '')) out.push(`status ${j.status} ${JSON.stringify(j.failure)} step ${j.step}`);
          out.push(...p.world.logs.mismatches.map((m) => `mismatch ${m}`));
          out.push(...twice(scene, p).map((m) => `twice ${m.slice(0, 200)}`));
          out.push(...strayEffects(scene, p).map((m) => `stray ${m}`));
          if (j.status === 'completed') {
            const a1 = traceOf(baseOf(scene)), b1 = traceOf(p);
            for (const k of new Set([...Object.keys(a1), ...Object.keys(b1)])) if (JSON.stringify(a1[k]) !== JSON.stringify(b1[k])) {
              const B = [...(b1[k] ?? [])]; const miss = (a1[k] ?? []).filter((x) => { const i = B.indexOf(x); if (i >= 0) B.splice(i, 1); return i < 0; });
              const cut = (x: string, o: string) => { let i = 0; while (i < x.length && x[i] === o[i]) i++; return x.slice(0, 30) + "…" + x.slice(Math.max(0, i - 30), i + 60); }; out.push(`differs ${k.slice(0, 30)}: ${miss.slice(0,2).map((m, n) => cut(m, B[n] ?? "")).join(" ; ")} | ${B.slice(0,2).map((m, n) => cut(m, miss[n] ?? "")).join(" ; ")}`);
            }
          } else out.push(...scene.orphans(p.world, p.sagaId).map((m) => `orphan ${m}`));
          const asks = askedOf(p).map((x) => x.code).join();
          const wantAsks = want === 'completed+' ? scene.stuck.code : want === 'compensated' ? (scene.failed?.code ?? '') : '';
          if (asks !== wantAsks) out.push(`asks ${asks} wanted ${wantAsks}`);
        } catch (e) { out.push(`THREW ${(e as Error).message}`); }
        if (out.length) console.log(`${scene.title} / ${step} / ${name}: ${out.slice(0,6).join('\n     ')}`);
      }
    }
  }
  console.log(n, performance.now() - t);
  expect(1).toBe(1);
}, 120000);
