/** What a token says of its holder; the service alone decides whether to believe it. */

export interface Claims {
  subject: string;
  roles: string[];
  expiresMs: number | null;
}

/** Everyone, where the service asks for no tokens. */
export const NOBODY: Claims = { subject: 'development', roles: ['lead'], expiresMs: null };

/** Read the claims; null for what is no token. */
export function claimsOf(token: string): Claims | null {
  try {
    const part = token.split('.')[1] ?? '';
    const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const claims = JSON.parse(text) as { sub?: string; roles?: string[]; exp?: number };
    if (!claims.sub || !Array.isArray(claims.roles)) return null;
    return {
      subject: claims.sub,
      roles: claims.roles,
      expiresMs: claims.exp ? claims.exp * 1000 : null,
    };
  } catch {
    return null;
  }
}

/** Whether somebody may lock, comment and ask what if. */
export function isOfTheDesk(claims: Claims): boolean {
  return claims.roles.some((role) => role === 'strategist' || role === 'lead');
}
