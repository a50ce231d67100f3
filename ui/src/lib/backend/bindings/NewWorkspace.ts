export type NewWorkspace = { address: string, user_id: string, token: string, name: string | null, allow_http: boolean, };
