import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Beyond it a heap has much to hold, and is collected as often as the engine thinks best. */
const smallHeapBytes = 160 * 1024 * 1024;

/**
 * Lets the heap of this process grow in small steps while it is small. A history of 100,000 commits is a hundred
 * megabytes, and git runs beside it; left to itself the engine lets as much garbage lie there again before it looks.
 */
export function growHeapSlowly(): void {
	setFlagsFromString('--heap-growing-percent=25');
	const observer = new PerformanceObserver(() => {
		if (getHeapStatistics().used_heap_size < smallHeapBytes) return;
		setFlagsFromString('--heap-growing-percent=0');
		observer.disconnect();
	});
	observer.observe({ entryTypes: ['gc'] });
}
