import type { FeatureRole, RoleRequest, RoleRequests } from '../featureRoles.js'

/** The requests by the names of columns; undefined if there are none. */
export function roleRequests(roles: RoleRequests): ReadonlyMap<string, RoleRequest>
export function roleRequests(roles: RoleRequests | undefined): ReadonlyMap<string, RoleRequest> | undefined
export function roleRequests(roles: RoleRequests | undefined): ReadonlyMap<string, RoleRequest> | undefined {
  return roles && new Map(Object.entries(roles).map(([name, role]) => [name, typeof role === 'string' ? { role } : role]))
}

/** The request of a column, which is a number without one. */
export function requestOf(requests: ReadonlyMap<string, RoleRequest>, name: string): readonly [name: string, request: RoleRequest] {
  return [name, requests.get(name) ?? { role: 'number' }]
}

/** Whether a scaling changes the columns of a role. Counts and codes of levels stay what they are. */
export function isScaledRole(role: FeatureRole): boolean {
  return role === 'number'
}
