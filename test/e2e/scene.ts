import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { version } from '../../package.json';
import { ClaudeHome } from '../harness/claudeHome.js';
import { EditorWindow, launchBrowser } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { provideHost, type HostVersion } from '../harness/provideHost.js';
import { startServer, type Server, type ServerOptions } from '../harness/server.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';
import { removeFolder } from '../harness/removeFolder.js';

/** The package that is tested: what a user installs. */
export const vsix = join(projectRoot, `outlay-${version}.vsix`);

/** Windows that are open, for a picture of a failure. */
export const openWindows: EditorWindow[] = [];

/** One developer's machine: home, repository, Claude Code's files, and a VS Code with the packaged extension. */
export class Scene {
	readonly home: string;
	readonly workspace: TestWorkspace;
	readonly claude: ClaudeHome;
	readonly server: Server;
	readonly browser: Browser;

	private constructor(
		home: string,
		workspace: TestWorkspace,
		claude: ClaudeHome,
		server: Server,
		browser: Browser,
	) {
		this.home = home;
		this.workspace = workspace;
		this.claude = claude;
		this.server = server;
		this.browser = browser;
	}

	static async make(
		options: Partial<ServerOptions> & {
			version?: HostVersion;
			prepare?: (claude: ClaudeHome) => Promise<void>;
			/** Puts more into the home; what it gives back is added to the environment. */
			prepareHome?: (home: string) => Promise<Record<string, string>>;
		} = {},
	): Promise<Scene> {
		const home = await mkdtemp(join(tmpdir(), 'outlay-e2e-'));
		const workspace = await makeWorkspace(home);
		const claude = new ClaudeHome(home, workspace.folder);
		await options.prepare?.(claude);
		const env = { ...options.env, ...(await options.prepareHome?.(home)) };
		const host = await provideHost(options.version ?? 'current');
		const server = await startServer({
			host,
			home,
			extensions: [vsix],
			bare: options.version === 'oldest',
			...(options.settings === undefined ? {} : { settings: options.settings }),
			...(options.extensions === undefined ? {} : { extensions: [vsix, ...options.extensions] }),
			...(options.asksForTrust === undefined ? {} : { asksForTrust: options.asksForTrust }),
			env,
		});
		return new Scene(home, workspace, claude, server, await launchBrowser());
	}

	/** Opens a window on the repository, or on another folder. */
	async open(folder = this.workspace.folder): Promise<EditorWindow> {
		const window = await EditorWindow.open(this.browser, this.server.url(folder));
		openWindows.push(window);
		return window;
	}

	/** Writes the team's config into the repository; undefined values are left out. */
	async config(value: unknown): Promise<void> {
		await writeFile(join(this.workspace.folder, 'outlay.config.json'), JSON.stringify(value, null, '\t'));
	}

	/** Each person's monthly limit in dollars; null for explicitly none. */
	limit(limit: number | null): Promise<void> {
		return this.config({ budgets: [{ scope: 'person', period: 'monthly', limit }] });
	}

	/**
	 * Settings of the machine the extension runs on; they take effect while the window is open. (User settings that are
	 * changed from outside do not: this host has no native file watcher.)
	 */
	async machineSettings(value: Record<string, unknown>): Promise<void> {
		const folder = join(this.home, 'data/Machine');
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'settings.json'), JSON.stringify(value));
	}

	async end(): Promise<void> {
		openWindows.length = 0;
		await this.browser.close();
		this.server.stop();
		await removeFolder(this.home);
	}
}
