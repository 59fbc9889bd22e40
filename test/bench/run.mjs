// npm run bench -- <name> [arguments]: runs test/bench/<name>.ts. Without a name it lists them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const [name, ...rest] = process.argv.slice(2);
const known = readdirSync(import.meta.dirname)
	.filter((file) => file.endsWith('.ts'))
	.map((file) => file.slice(0, -3));
if (name === undefined || !known.includes(name)) {
	console.error(`npm run bench -- <name> [arguments]\nKnown: ${known.join(', ')}`);
	process.exit(2);
}
const script = join(import.meta.dirname, `${name}.ts`);
const { status } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', script, ...rest], {
	stdio: 'inherit',
});
process.exit(status ?? 1);
