import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Beyond it a heap has much to hold, and is collected as often as the engine thinks best. */
const smallHeapBytes = 160 * 1024 * 1024;
/** The same beside very many calls. Their columns leave less room, so it goes on in steps, of a size that costs little. */
const smallBesideCallsBytes = 240 * 1024 * 1024;
const largeBesideCallsPercent = 50;
/** The steps before that: short, because while garbage is looked for as much again is made. */
const slowBesideCallsPercent = 12;

/** What fewer calls take beside the heap is little. */
const fewCalls = 250_000;
/** So far a heap beside few of them grows before all of it is looked through for garbage. */
const roomyHeapBytes = 320 * 1024 * 1024;
/** And one beside very many: what it holds while they are unpacked. */
const roomyBesideCallsBytes = 88 * 1024 * 1024;

const slowPercent = 25;
/**
 * A step is chosen for what the heap holds, but counts for what the next collection finds. A long reading may have filled
 * it meanwhile, with no turn of the loop to choose anew: a step that fits ten megabytes would be ten times too long then.
 */
const mostPercent = 300;

/**
 * Lets the heap of this process grow in small steps while it is small. A history of 100,000 commits is a hundred
 * megabytes, and git runs beside it; left to itself the engine lets as much garbage lie there again before it looks.
 */
export function growHeapSlowly(): HeapGrowth {
	setFlagsFromString(`--heap-growing-percent=${slowPercent}`);
	let limitBytes = smallHeapBytes;
	/** Zero is the engine's own way: it lets a heap become up to four times what it held. */
	let freePercent = 0;
	let pace: 'slow' | 'roomy' | 'free' = 'slow';
	const growFreely = (): void => {
		pace = 'free';
		setFlagsFromString(`--heap-growing-percent=${freePercent}`);
		observer.disconnect();
	};
	const growSlowly = (): void => {
		pace = 'slow';
		setFlagsFromString(`--heap-growing-percent=${slowBesideCallsPercent}`);
	};
	let room = { bytes: roomyHeapBytes, leastPercent: 100, after: growFreely };
	/** The engine multiplies what it finds at a collection, so the step is set anew after each. */
	const growRoomily = (): void => {
		pace = 'roomy';
		const percent = Math.round((room.bytes / getHeapStatistics().used_heap_size - 1) * 100);
		if (percent > room.leastPercent)
			setFlagsFromString(`--heap-growing-percent=${Math.min(percent, mostPercent)}`);
		else room.after();
	};
	const observer = new PerformanceObserver(() => {
		if (pace === 'roomy') growRoomily();
		else if (getHeapStatistics().used_heap_size >= limitBytes) growFreely();
	});
	observer.observe({ entryTypes: ['gc'] });
	return {
		expectCalls: (count) => {
			// Once it grows freely nobody watches it any more, who could end the small steps.
			if (pace === 'free') return;
			if (count >= fewCalls) {
				room = { bytes: roomyBesideCallsBytes, leastPercent: slowBesideCallsPercent, after: growSlowly };
				limitBytes = smallBesideCallsBytes;
				freePercent = largeBesideCallsPercent;
				growRoomily();
			} else if (pace === 'slow') growRoomily();
		},
	};
}

/** A heap that grows in small steps so far. */
export interface HeapGrowth {
	/**
	 * Says how many calls will lie beside the heap. With few of them there is room for garbage: looking through the heap
	 * again and again while histories are read takes a twentieth of the time of a report over 25,000 pull requests. Two
	 * million take so much room that it grows in small steps again as soon as links are made: a quarter less memory in all.
	 */
	expectCalls(count: number): void;
}
