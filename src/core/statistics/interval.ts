/** A point estimate with its two-sided 95 % interval. */
export interface Interval {
	readonly value: number;
	readonly low: number;
	readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
export const z95 = 1.959963984540054;

/** 80 % quantile of the standard normal distribution: the power that sample sizes are planned for. */
export const z80 = 0.8416212335729143;

/** True when a difference's interval leaves zero out. */
export function excludesZero({ low, high }: Pick<Interval, 'low' | 'high'>): boolean {
	return low > 0 || high < 0;
}
