/** How many of some ascending numbers are below one: where the first that is not stands. */
export function countBelow(ascending: ArrayLike<number>, value: number): number {
	let [low, high] = [0, ascending.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((ascending[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
