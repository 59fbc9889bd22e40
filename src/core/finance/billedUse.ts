/** One line of the vendor's report as the ledger keeps it, with the person it was resolved to. */
export interface BilledUse {
	readonly day: string;
	readonly personId: string | null;
	readonly product: string;
	readonly model: string;
	readonly workspaceId: string | null;
	readonly workspaceName: string | null;
	readonly amountMicros: number;
	readonly listMicros: number | null;
	readonly currency: string;
	readonly requests: number | null;
}
