// What the endpoints answer, in Rocket.Chat's own published types.

import type { ILicenseV2, ILicenseV3, LicenseModule, Serialized } from "@rocket.chat/core-typings";
import type { Endpoints } from "@rocket.chat/rest-typings";

/** As JSON carries it: a date is text, and so is a member of an enumeration, which the vendor's own type leaves as it is. */
type Wire<T> = Worded<Serialized<T>>;
type Worded<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Worded<T[K]> } : T;

/** The server adds the word of success to what an endpoint returns. */
type Success<T> = Wire<T> & { success: true };

type Published<Path extends keyof Endpoints> = Endpoints[Path] extends { GET: (...asked: never) => infer Answer }
  ? Success<Answer>
  : never;

/** Gone from the published endpoints with server version 7.0; the licenses that it listed are still published. */
type LicensesGet = Success<{
  licenses: (ILicenseV2 | { license: ILicenseV2 | ILicenseV3; modules: LicenseModule[] })[];
}>;

export interface Answers {
  me: Published<"/v1/me">;
  "licenses.info": Published<"/v1/licenses.info">;
  "licenses.get": LicensesGet;
  "licenses.maxActiveUsers": Published<"/v1/licenses.maxActiveUsers">;
}
