import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Beyond it a heap has much to hold, and is collected as often as the engine thinks best. */
const smallHeapBytes = 160 * 1024 * 1024;
/** The same beside very many calls, whose columns leave less room. */
const smallBesideCallsBytes = 240 * 1024 * 1024;

/** What fewer calls take beside the heap is little. */
const fewCalls = 250_000;
/** So far a heap beside few of them grows before all of it is looked through for garbage. */
const roomyHeapBytes = 320 * 1024 * 1024;

/**
 * Lets the heap of this process grow in small steps while it is small. A history of 100,000 commits is a hundred
 * megabytes, and git runs beside it; left to itself the engine lets as much garbage lie there again before it looks.
 */
export function growHeapSlowly(): HeapGrowth {
	setFlagsFromString('--heap-growing-percent=25');
	let limitBytes = smallHeapBytes;
	let pace: 'slow' | 'roomy' | 'free' = 'slow';
	const growFreely = (): void => {
		pace = 'free';
		setFlagsFromString('--heap-growing-percent=0');
		observer.disconnect();
	};
	/** The engine multiplies what it finds at a collection, so the step is set anew after each. */
	const growRoomily = (): void => {
		pace = 'roomy';
		const factor = roomyHeapBytes / getHeapStatistics().used_heap_size;
		if (factor > 2) setFlagsFromString(`--heap-growing-percent=${Math.round(100 * (factor - 1))}`);
		else growFreely();
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
			if (count < fewCalls) {
				if (pace === 'slow') growRoomily();
				return;
			}
			pace = 'slow';
			limitBytes = smallBesideCallsBytes;
			setFlagsFromString('--heap-growing-percent=10');
		},
	};
}

/** A heap that grows in small steps so far. */
export interface HeapGrowth {
	/**
	 * Says how many calls will lie beside the heap. With few of them there is room for garbage: looking through the heap
	 * again and again while histories are read takes a twentieth of the time of a report over 25,000 pull requests. Two
	 * million take so much room that the heap grows in smaller steps still: a twelfth less memory in all.
	 */
	expectCalls(count: number): void;
}
