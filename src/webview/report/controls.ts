import {
	panelFormats,
	type FromPanel,
	type PanelChoice,
	type PanelOption,
	type ToPanel,
} from '../../core/protocol.js';

type Setup = Extract<ToPanel, { kind: 'setup' }>;

/** A labelled list; the label is text, so nothing from outside becomes markup. */
function list(
	label: string,
	options: readonly PanelOption[],
	value: string | null,
	onChange: (value: string | null) => void,
): HTMLLabelElement {
	const select = document.createElement('select');
	for (const [index, option] of options.entries()) {
		select.add(new Option(option.label, String(index), false, option.value === value));
	}
	select.addEventListener('change', () => onChange(options[select.selectedIndex]?.value ?? null));
	const wrapped = document.createElement('label');
	wrapped.append(label, select);
	return wrapped;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
	const made = document.createElement('button');
	made.type = 'button';
	made.textContent = label;
	made.addEventListener('click', onClick);
	return made;
}

/** Fills the row of controls: period, repository, team, export. A list with one entry is left out. */
export function showControls(form: HTMLFormElement, setup: Setup, send: (intent: FromPanel) => void): void {
	const { choice, texts } = setup;
	// Changes that follow each other before the report is there add up.
	let chosen = choice;
	const choose = (change: Partial<PanelChoice>): void => {
		chosen = { ...chosen, ...change };
		send({ kind: 'choose', choice: chosen });
	};
	const periods = setup.periods.map(({ days, label }) => ({ value: String(days), label }));
	const focused = [...form.elements].indexOf(document.activeElement ?? document.body);
	const formats = document.createElement('span');
	formats.className = 'formats';
	formats.append(
		texts.exportAs,
		...panelFormats.map((format) => button(format, () => send({ kind: 'export', format }))),
	);
	form.replaceChildren(
		list(texts.period, periods, String(choice.days), (value) => choose({ days: Number(value) })),
		...(setup.repos.length > 2
			? [list(texts.repository, setup.repos, choice.repo, (repo) => choose({ repo }))]
			: []),
		...(setup.teams.length > 1
			? [list(texts.team, setup.teams, choice.team, (team) => choose({ team }))]
			: []),
		formats,
	);
	form.hidden = false;
	// The row is made anew after each report; the keyboard stays where it was.
	const again = form.elements[focused];
	if (again instanceof HTMLElement) again.focus();
}
