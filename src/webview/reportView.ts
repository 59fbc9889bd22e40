import type { FromPanel, ToPanel } from '../core/protocol.js';
import { showControls } from './report/controls.js';
import { readToPanel } from './report/hostMessages.js';

/** What VS Code gives a webview's script, once. */
interface Host {
	postMessage(message: FromPanel): void;
	getState(): unknown;
	setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Host;

type Setup = Extract<ToPanel, { kind: 'setup' }>;

const host = acquireVsCodeApi();
const send = (intent: FromPanel): void => host.postMessage(intent);
const element = (id: string): HTMLElement => {
	const found = document.getElementById(id);
	if (found === null) throw new Error(`The page has no #${id}.`);
	return found;
};
const [form, status, report] = [element('controls') as HTMLFormElement, element('status'), element('report')];
let setup: Setup | null = null;

const remembered = host.getState();
const scrollBefore =
	typeof remembered === 'object' && remembered !== null && 'scroll' in remembered
		? Number(remembered.scroll)
		: 0;
let restoreScroll = scrollBefore;

function remember(): void {
	if (setup !== null) host.setState({ choice: setup.choice, scroll: window.scrollY });
}

function showStatus(text: string, action: { label: string; intent: FromPanel } | null): void {
	status.replaceChildren(text);
	if (action === null) return;
	const button = document.createElement('button');
	button.type = 'button';
	button.textContent = action.label;
	button.addEventListener('click', () => send(action.intent));
	status.append(' ', button);
}

function showBusy(message: Extract<ToPanel, { kind: 'busy' }>): void {
	const share =
		message.total === null || message.total === 0
			? ''
			: ` ${Math.floor((message.done / message.total) * 100)} %`;
	const cancel = setup === null ? null : { label: setup.texts.cancel, intent: { kind: 'cancel' } as const };
	showStatus(`${message.what}${share}`, cancel);
	document.body.setAttribute('aria-busy', 'true');
}

function retry(): { label: string; intent: FromPanel } | null {
	return setup === null
		? null
		: { label: setup.texts.retry, intent: { kind: 'choose', choice: setup.choice } };
}

function receive(message: ToPanel): void {
	if (message.kind !== 'busy') document.body.removeAttribute('aria-busy');
	switch (message.kind) {
		case 'setup':
			setup = message;
			showControls(form, message, send);
			remember();
			return;
		case 'busy':
			showBusy(message);
			return;
		case 'report': {
			status.replaceChildren();
			const template = document.createElement('template');
			template.innerHTML = message.html;
			report.replaceChildren(template.content);
			window.scrollTo(0, restoreScroll);
			restoreScroll = 0;
			return;
		}
		case 'failed':
			showStatus(message.sentence, retry());
			return;
		case 'stopped':
			showStatus(setup?.texts.stopped ?? '', retry());
	}
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
	const message = readToPanel(event.data);
	if (message !== null) receive(message);
});
window.addEventListener('scrollend', remember);
report.addEventListener('click', (event) => {
	const link = event.target instanceof Element ? event.target.closest('a') : null;
	const href = link?.getAttribute('href') ?? '';
	if (href === '') return;
	event.preventDefault();
	if (href.startsWith('#')) {
		// A webview has no address of its own, so its anchors are followed here.
		const target = document.getElementById(href.slice(1));
		for (let fold = target?.closest('details'); fold; fold = fold.parentElement?.closest('details')) {
			fold.open = true;
		}
		target?.scrollIntoView();
		target?.setAttribute('tabindex', '-1');
		target?.focus({ preventScroll: true });
		return;
	}
	send({ kind: 'open', url: href });
});
send({ kind: 'ready' });
