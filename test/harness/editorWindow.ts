import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { browserFlags, provideChromium } from './provideChromium.js';

/** Launches the one browser of a run. */
export async function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: await provideChromium(), args: browserFlags });
}

/** Runs in the page: true when a stored entry's key has one text and its value, whatever quotes it, the other. */
const stateHolds = `async ([key, value]) => {
	const request = (made) => new Promise((resolve, reject) => {
		made.onsuccess = () => resolve(made.result);
		made.onerror = () => reject(made.error);
	});
	for (const { name } of await indexedDB.databases()) {
		if (!name.startsWith('vscode-web-state-db')) continue;
		const database = await request(indexedDB.open(name));
		try {
			const entries = database.transaction('ItemTable').objectStore('ItemTable');
			const [keys, values] = await Promise.all([request(entries.getAllKeys()), request(entries.getAll())]);
			const plain = (text) => String(text).replaceAll('\\\\', '');
			if (keys.some((one, index) => one.includes(key) && plain(values[index]).includes(value))) return true;
		} finally {
			database.close();
		}
	}
	return false;
}`;

/** One VS Code window, with words for what a user does in it. */
export class EditorWindow {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	/** Opens a window and waits for Outlay's status bar item; VS Code starts extensions 8 to 16 s after the page. */
	static async open(browser: Browser, url: string): Promise<EditorWindow> {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
		const window = new EditorWindow(page);
		await page.goto(url);
		await window.statusItem.waitFor({ timeout: 90_000 });
		return window;
	}

	get statusItem(): Locator {
		return this.page.locator('.statusbar-item[id="outlay.outlay.budget"]');
	}

	/** Which of the two colours that VS Code allows the item has. */
	async statusBackground(): Promise<'none' | 'warning' | 'error'> {
		const classes = (await this.statusItem.getAttribute('class')) ?? '';
		if (classes.includes('warning-kind')) return 'warning';
		return classes.includes('error-kind') ? 'error' : 'none';
	}

	/** Text of the item's tooltip. */
	async tooltip(): Promise<string> {
		const hover = this.page.locator('.workbench-hover').filter({ hasText: 'Open sidebar' });
		// A figure that changes under the mouse closes the tooltip; a user points again.
		for (let tries = 0; tries < 20 && !(await hover.isVisible()); tries++) {
			await this.page.mouse.move(0, 0);
			await this.statusItem.hover();
			await this.page.waitForTimeout(1500);
		}
		return hover.innerText();
	}

	/** Runs a command by its title, as typed into the palette. */
	async command(title: string): Promise<void> {
		const input = this.page.locator('.quick-input-widget input').first();
		// A webview that has just taken the focus passes no key on yet; a user presses again.
		for (let tries = 0; tries < 60 && !(await input.isVisible()); tries++) {
			await this.page.keyboard.press('F1');
			await this.page.waitForTimeout(400);
		}
		await input.fill(`>${title}`);
		await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first().click();
	}

	/** Rows of a view of the sidebar, as they are shown. */
	rows(view: string): Locator {
		return this.page.locator(`.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row`);
	}

	/** A view of the sidebar with its welcome text and message. */
	view(view: string): Locator {
		return this.page.locator(`.pane:has(.pane-header[aria-label^="${view}"])`);
	}

	/** Answers the open list or input: types, waits for the row, accepts. */
	async pick(text: string): Promise<void> {
		const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
		await row.waitFor();
		await row.click();
	}

	/** Answers VS Code's own save dialog, which lists the folder anew while a path is typed and drops an early answer. */
	async saveAs(path: string): Promise<void> {
		const ok = this.page.getByRole('button', { name: 'OK', exact: true });
		await ok.waitFor();
		for (let tries = 0; tries < 10 && (await ok.isVisible()); tries++) {
			await this.page.locator('.quick-input-widget input').first().fill(path);
			await this.page.waitForTimeout(700);
			if (await ok.isVisible()) await ok.click();
			await this.page.waitForTimeout(700);
		}
	}

	/** Notifications of Outlay that lie over the window now. */
	toasts(): Promise<number> {
		return this.page.locator('.notification-toast [aria-label*="source: Outlay"]').count();
	}

	/**
	 * Waits until the browser's databases, where VS Code keeps a window's state, hold an entry with both texts: it
	 * writes there every five seconds, and only when it is idle.
	 */
	async remembers(key: string, value: string): Promise<void> {
		const look = `(${stateHolds})(${JSON.stringify([key, value])})`;
		for (let tries = 0; !(await this.page.evaluate<boolean>(look)); tries++) {
			if (tries === 120) throw new Error(`No stored entry has "${key}" and "${value}".`);
			await this.page.waitForTimeout(500);
		}
	}

	/** A notification by a part of its text. */
	notification(text: string | RegExp): Locator {
		return this.page
			.locator('.notification-list-item, .notification-toast')
			.filter({ hasText: text })
			.first();
	}

	/** Presses a notification's button. */
	async answer(text: string | RegExp, button: string): Promise<void> {
		const notification = this.notification(text);
		// A toast goes by itself after some seconds; the notification center keeps it.
		if (!(await notification.isVisible())) await this.command('Notifications: Show Notifications');
		await notification.waitFor();
		await notification.getByRole('button', { name: button, exact: true }).click();
	}

	/** The document inside an open webview. */
	webview(): FrameLocator {
		return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
	}

	/** Loads the window anew, as a user does; waits for Outlay, or for other extensions where it is disabled. */
	async reload(hasOutlay = true): Promise<void> {
		await this.page.reload();
		const awaited = hasOutlay
			? this.statusItem
			: this.page.locator('.statusbar-item[id^="status.scm"]').first();
		await awaited.waitFor({ timeout: 90_000 });
	}

	/**
	 * Loads the window anew, up to five times, until `look` finds what VS Code itself should show of a workspace file: in
	 * a browser VS Code now and then opens one without its folders, and the next load has them.
	 */
	async loadsUntil(look: (patience: { timeout: number }) => Promise<void>): Promise<void> {
		for (let loads = 1; ; loads++) {
			try {
				await look({ timeout: 10_000 });
				return;
			} catch (error) {
				const shown = await this.page.locator('.part.sidebar').innerText();
				if (loads === 6) throw new Error(`The side bar shows only: ${shown}`, { cause: error });
				await this.reload();
			}
		}
	}

	/** Waits for the folders of a workspace file, by the names that the Explorer shows. */
	async hasFolders(...names: readonly string[]): Promise<void> {
		await this.loadsUntil(async (patience) => {
			await this.command('View: Show Explorer');
			for (const name of names) {
				const rows = this.page.locator('.explorer-folders-view');
				await rows.getByText(name, { exact: true }).first().waitFor(patience);
			}
		});
	}

	/** Writes what the window shows, for the README and for looking at a failure. */
	async screenshot(
		file: string,
		clip?: { x: number; y: number; width: number; height: number },
	): Promise<void> {
		await mkdir(dirname(file), { recursive: true });
		await this.page.screenshot({ path: file, ...(clip === undefined ? {} : { clip }) });
	}
}
