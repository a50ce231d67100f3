export type TagReport = { name: string, color: string | null, };
