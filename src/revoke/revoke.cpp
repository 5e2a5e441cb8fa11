// revoke.cpp - sends the DELETE calls of a transaction.
#include "revoke/revoke.h"

#include "auth/find_org.h"

namespace idp {
namespace {

std::string summary(std::size_t done, std::size_t gone, std::size_t total) {
  std::string text = " " + std::to_string(done) + " of " +
                     std::to_string(total) + " were revoked";
  if (gone > 0) {
    text += " (" + std::to_string(gone) + " of them were gone already)";
  }
  return text + ", " + std::to_string(total - done) +
         " were not. What was revoked stays revoked; run the statement again "
         "to finish.";
}

// Whether it was gone already.
Result<bool> revoke(const Resource& resource, const Revocation& revocation,
                    Caller& caller,
                    const std::shared_ptr<const Settings>& settings) {
  const Result<const Org*> org =
      find_org(*settings, revocation.subdomain, resource.provider);
  if (!org) return Error{resource.name + ": " + org.error().text};
  const Ticket ticket = caller.submit(
      {&resource, resource.revocation(), settings, *org, revocation.target});
  const Result<const Reply*> reply = caller.take(ticket);
  if (!reply) return reply.error();
  return (*reply)->gone;
}

}  // namespace

Status revoke_all(const Resource& resource,
                  std::span<const Revocation> revocations, Caller& caller,
                  const std::shared_ptr<const Settings>& settings) {
  std::size_t done = 0, gone = 0;
  for (const Revocation& revocation : revocations) {
    const Result<bool> was_gone =
        revoke(resource, revocation, caller, settings);
    if (!was_gone) {
      const Error& error = was_gone.error();
      return Error{error.text + summary(done, gone, revocations.size()),
                   error.kind};
    }
    ++done;
    if (*was_gone) ++gone;
  }
  return {};
}

}  // namespace idp
