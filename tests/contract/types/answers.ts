// The answers of the endpoints, in the types that Rocket.Chat publishes.

import type { ILicenseV2, ILicenseV3, LicenseModule, Serialized } from "@rocket.chat/core-typings";
import type { Endpoints } from "@rocket.chat/rest-typings";

/** A type as JSON: dates are strings, and so are enum members, which `Serialized` does not convert. */
type Wire<T> = WithoutEnums<Serialized<T>>;
type WithoutEnums<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: WithoutEnums<T[K]> } : T;

/** The server adds `success` to what an endpoint returns. */
type Success<T> = Wire<T> & { success: true };

type Published<Path extends keyof Endpoints> = Endpoints[Path] extends { GET: (...parameters: never) => infer Answer }
  ? Success<Answer>
  : never;

/** Removed from the published endpoints with server version 7.0; the types of its licenses are still published. */
type LicensesGet = Success<{
  licenses: (ILicenseV2 | { license: ILicenseV2 | ILicenseV3; modules: LicenseModule[] })[];
}>;

export interface Answers {
  me: Published<"/v1/me">;
  "licenses.info": Published<"/v1/licenses.info">;
  "licenses.get": LicensesGet;
  "licenses.maxActiveUsers": Published<"/v1/licenses.maxActiveUsers">;
}
