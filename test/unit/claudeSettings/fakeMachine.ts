import type { Machine } from '../../../src/sources/claudeSettings/machine.js';

interface FakeMachine extends Machine {
	/** Every path that was read or listed, and every tool that was run. */
	readonly touched: readonly string[];
}

/** A machine of any platform in memory: files by path, tools by `program arguments`. */
export function fakeMachine(
	platform: NodeJS.Platform,
	home: string,
	files: Readonly<Record<string, unknown>>,
	tools: Readonly<Record<string, string>> = {},
	env: Machine['env'] = {},
): FakeMachine {
	const touched: string[] = [];
	const separator = platform === 'win32' ? '\\' : '/';
	return {
		platform,
		home,
		env,
		touched,
		readText(path) {
			touched.push(path);
			const content = files[path];
			if (content === undefined) return Promise.resolve(null);
			return Promise.resolve(typeof content === 'string' ? content : JSON.stringify(content));
		},
		list(path) {
			touched.push(path);
			const inside = Object.keys(files).filter((file) => file.startsWith(path + separator));
			return Promise.resolve(inside.map((file) => file.slice(path.length + 1)));
		},
		runTool(program, args) {
			const call = [program, ...args].join(' ');
			touched.push(call);
			return Promise.resolve(tools[call] ?? null);
		},
	};
}
