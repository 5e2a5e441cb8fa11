// log_words.cpp - the event types, each with its weight (facts on jobs, 1.2).
#include "okta/log_words.h"

#include <array>

namespace sim {
namespace {

constexpr std::array<EventKind, 35> kKinds = {{
    {"user.session.start", "User login to Okta", 170, Told::session,
     "INVALID_CREDENTIALS", 8},
    {"user.session.end", "User logout from Okta", 40, Told::session},
    {"user.session.expire", "Session expired", 20, Told::session},
    {"user.session.access_admin_app", "User accessing Okta admin app", 6,
     Told::session},
    {"user.authentication.sso", "User single sign on to app", 200,
     Told::sign_on, "USER_NOT_ASSIGNED", 3},
    {"app.oauth2.signon", "User performed OIDC SSO to app", 30, Told::sign_on},
    {"app.oauth2.as.token.grant.access_token", "OAuth2 access token is granted",
     170, Told::token, "access_token"},
    {"app.oauth2.as.token.grant.id_token", "OAuth2 id token is granted", 60,
     Told::token, "id_token"},
    {"app.oauth2.as.token.grant.refresh_token",
     "OAuth2 refresh token is granted", 50, Told::token, "refresh_token"},
    {"app.oauth2.token.grant.access_token", "OIDC access token is granted", 60,
     Told::token, "access_token"},
    {"app.oauth2.token.grant.id_token", "OIDC id token is granted", 20,
     Told::token, "id_token"},
    {"app.oauth2.token.grant.refresh_token", "OIDC refresh token is granted",
     20, Told::token, "refresh_token"},
    {"app.oauth2.as.token.grant", "OAuth2 token request", 12, Told::no_token,
     "invalid_grant", 100},
    {"app.oauth2.token.grant", "OIDC token request", 6, Told::no_token,
     "invalid_grant", 100},
    {"app.oauth2.as.token.revoke", "OAuth2 token revocation request", 8,
     Told::revocation},
    {"app.oauth2.token.revoke", "OIDC token revocation request", 4,
     Told::revocation},
    {"app.oauth2.as.consent.grant", "User consented to OAuth2 scopes", 10,
     Told::consent},
    {"app.oauth2.consent.grant", "User consented to OIDC scopes", 3,
     Told::consent},
    {"app.oauth2.as.consent.revoke.user", "Consents of a user revoked", 1,
     Told::account},
    {"user.lifecycle.create", "Create Okta user", 3, Told::account},
    {"user.lifecycle.activate", "Activate Okta user", 3, Told::account},
    {"user.lifecycle.deactivate", "Deactivate Okta user", 1, Told::account},
    {"user.lifecycle.suspend", "Suspend Okta user", 1, Told::account},
    {"user.lifecycle.unsuspend", "Unsuspend Okta user", 1, Told::account},
    {"user.account.lock", "Max sign in attempts exceeded", 3, Told::session,
     "LOCKED_OUT", 100},
    {"user.account.unlock", "User unlocks account", 2, Told::session},
    {"user.account.reset_password", "Fired when the user's password is reset",
     4, Told::account},
    {"user.account.update_profile", "Update user profile for Okta", 20,
     Told::account},
    {"user.mfa.factor.activate", "Enroll new factor", 6, Told::session},
    {"user.mfa.factor.deactivate", "Reset factor for user", 3, Told::session},
    {"application.user_membership.add", "Add user to application membership",
     10, Told::membership},
    {"application.user_membership.remove",
     "Remove user's application membership", 4, Told::membership},
    {"group.user_membership.add", "Add user to group membership", 12,
     Told::account},
    {"group.user_membership.remove", "Remove user from group membership", 4,
     Told::account},
    {"application.lifecycle.update", "Update application", 3,
     Told::application},
}};

}  // namespace

std::span<const EventKind> event_kinds() { return kKinds; }

}  // namespace sim
