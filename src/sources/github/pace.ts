/** Turns counts into progress with a rate and the remaining time. */
export class Pace {
	readonly #repo: string;
	readonly #now: () => number;
	readonly #report: (what: string, done: number, total: number | null) => void;
	#first: { readonly atMs: number; readonly done: number } | null = null;
	#last: { readonly done: number; readonly total: number | null } = { done: 0, total: null };

	constructor(
		repo: string,
		now: () => number,
		report: (what: string, done: number, total: number | null) => void,
	) {
		this.#repo = repo;
		this.#now = now;
		this.#report = report;
	}

	/** `done` of `total` are read, those of earlier runs included. */
	step(done: number, total: number | null): void {
		const atMs = this.#now();
		this.#first ??= { atMs, done };
		this.#last = { done, total };
		const seconds = (atMs - this.#first.atMs) / 1000;
		const rate = seconds > 1 ? (done - this.#first.done) / seconds : 0;
		const parts = [`pull requests of ${this.#repo}`];
		if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)} a second`);
		if (rate > 0 && total !== null && total > done) parts.push(`${timeText((total - done) / rate)} left`);
		this.#report(parts.join(', '), done, total);
	}

	/** A limit is reached; work goes on at that time. */
	waiting(untilMs: number): void {
		const until = new Date(untilMs).toISOString().slice(11, 16);
		const what = `pull requests of ${this.#repo}, waiting for GitHub's limit until ${until} UTC`;
		this.#report(what, this.#last.done, this.#last.total);
	}
}

function timeText(seconds: number): string {
	if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
	if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
	return `about ${(seconds / 3600).toFixed(1)} h`;
}
