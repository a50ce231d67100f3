export type ModuleReport = { id: string, active: boolean, external: boolean, };
