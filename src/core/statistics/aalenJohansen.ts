/** One watched thing that one of two events can end; `censored` when the data ended first. */
export interface Competing {
	readonly time: number;
	readonly end: 'event' | 'competing' | 'censored';
}

/**
 * Cumulative incidence of the event by a time, where another event (merged without a review) can end the watch for
 * good. Formula: Σ over event times ≤ t of S(t−) · d ÷ r, S the Kaplan–Meier share free of both events. Null for an
 * empty sample. 1 − Kaplan–Meier would overstate here, as it supposes that the competing ones still could have it.
 * Source: Aalen & Johansen, Scandinavian Journal of Statistics 5 (1978) 141–150.
 */
export function cumulativeIncidence(watched: readonly Competing[], time: number): number | null {
	if (watched.length === 0) return null;
	const ordered = [...watched].sort((one, two) => one.time - two.time);
	let free = 1;
	let incidence = 0;
	for (let index = 0; index < ordered.length;) {
		const now = ordered[index]?.time ?? 0;
		if (now > time) break;
		const atRisk = ordered.length - index;
		let events = 0;
		let competing = 0;
		for (; index < ordered.length && ordered[index]?.time === now; index += 1) {
			if (ordered[index]?.end === 'event') events += 1;
			if (ordered[index]?.end === 'competing') competing += 1;
		}
		incidence += (free * events) / atRisk;
		free *= 1 - (events + competing) / atRisk;
	}
	return incidence;
}
