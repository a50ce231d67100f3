import { failure } from "./preview-make";
import type { Connection, Failure, FailureCode, RouteEntry } from "./types";

/** What words in an address stand for: how a server there fails, and what it says then. */
const words: readonly (readonly [word: string, code: FailureCode, message: string, said?: string])[] = [
  ["down", "unreachable", "dns error: failed to lookup address"],
  ["sleepy", "timeout", "no answer within 30 seconds"],
  ["shop", "not_rocketchat", "no /api/info", "<!doctype html><title>Shop</title>"],
  ["portal", "redirected", "302 to https://login.example"],
  ["ruin", "server", "502", "Bad Gateway"],
  ["crowd", "rate_limited", "429", "Error, too many requests. Please slow down."],
  ["garble", "malformed", "EOF while parsing a value at line 1 column 0"],
  ["flood", "too_large", "more than 4 MiB"],
];

/** Why nothing is reached at an address by this way, as far as words in it can stand for servers. */
export function refusalOfWay(address: string, connection: Connection): Failure | null {
  if (!/^(https?:\/\/)?[^\s/]+/.test(address) || /\s/.test(address)) return failure("bad_address", "not a URL");
  if (wholeAddress(address).startsWith("http://") && !connection.allow_http)
    return failure("http_refused", "http:// was not allowed");
  if (address.includes("self") && connection.ca_pem === null) {
    return failure("tls", "its certificate was issued by itself, or by an authority that this computer does not know");
  }
  const unusable = refusalOfRoute(connection.route);
  if (unusable) return unusable;
  const known = words.find(([word]) => address.includes(word));
  return known ? failure(known[1], known[2], known[3]) : null;
}

/** Why a way cannot be gone at all. */
export function refusalOfRoute(route: RouteEntry): Failure | null {
  const usable = route.via !== "proxy" || /^(https?|socks[45]h?):\/\/[^\s/@]+\/?$/.test(route.url);
  return usable ? null : failure("bad_connection", "the address of a proxy starts with http://, https:// or socks5://");
}

/** An address as the engine writes it. */
export function wholeAddress(address: string): string {
  const whole = address.includes("://") ? address : `https://${address}`;
  return whole.trim().replace(/\/+$/, "").toLowerCase();
}
