// absence.cpp - asks again, tells, or refuses.
#include "scan/absence.h"

#include "plan/lister.h"

namespace idp {
namespace {

// Whether the query itself gives all that the call is made of.
bool is_named(const Listing& listing) {
  return listing.arguments == listing.root->arguments;
}

// "name userId and clientId": what the other way is asked by.
std::string advice(const Resource& resource, const Method& method) {
  std::string names;
  for (const std::string& name :
       resource.method(method.instead)->path_parameters) {
    names += (names.empty() ? "" : " and ") + name;
  }
  return "name " + names;
}

}  // namespace

std::string other_route(const Resource& resource, const Method& method) {
  return "SELECT idp_configure('{\"route\": \"" +
         resource.method(method.instead)->route + "\"}')";
}

std::string partial_text(const Resource& resource, const Method& method) {
  return resource.name + ": " + std::string(name_of(method.verb)) + " " +
         method.path + " can't see " + method.unseen +
         ", so that rows may be missing. " + other_route(resource, method) +
         " has all of them read.";
}

Absence::Absence(std::span<const Resource> catalog, const Resource& resource,
                 Asked& asked, std::shared_ptr<const Settings> settings)
    : catalog_(catalog),
      resource_(resource),
      asked_(asked),
      settings_(std::move(settings)) {}

Status Absence::gone(const Listing& listing, const http::Response& response,
                     bool tells) {
  const Method& method = *listing.step->method;
  // A list of everything is there.
  if (method.path_parameters.empty()) {
    return explain(listing.site(), response);
  }
  if (method.unseen.empty()) {
    missing(listing, tells);
    return {};
  }
  const bool named = is_named(listing);
  const std::string call = call_text(listing.site()) + ": ";
  const Result<bool> there = is_there(listing);
  if (!there) return there.error();
  if (*there) {
    return Error{call + "the answer is 404, though " +
                 method.path_parameters.back() +
                 " is there by its id: its rows would be left out without a "
                 "word. Run the statement again; if that does not help, " +
                 other_route(resource_, method) + "."};
  }
  const std::string doubt = ", or one of the " + method.unseen;
  if (!named) {
    asked_.note_partial(call +
                        "it was listed and is not visible any more, so no row: "
                        "it was deleted in between" +
                        doubt + ".");
  } else if (asked_.deletes()) {
    return Error{call + "it is not visible: there is no such thing" + doubt +
                 ". No DELETE or UPDATE can be decided by that; nothing was "
                 "changed. "
                 "For rows that are there, " +
                 advice(resource_, method) + "."};
  } else if (tells) {
    asked_.note_missing(call +
                        "it is not visible, so no row: there is no "
                        "such thing" +
                        doubt + ".");
  }
  return {};
}

void Absence::missing(const Listing& listing, bool tells) {
  if (!tells || !is_named(listing)) return;
  asked_.note_missing(call_text(listing.site()) +
                      ": there is no such thing at the provider, so no row.");
}

// Whether what the path names can be read by its own id, now.
Result<bool> Absence::is_there(const Listing& listing) {
  const Parameter& parameter =
      *resource_.parameter(listing.step->method->path_parameters.back());
  const auto lister = lister_of(catalog_, parameter);
  const Method* get = lister ? lister->resource->lookup() : nullptr;
  if (get == nullptr) return false;
  const Arguments arguments = {
      {lister->column, Operator::eq,
       *value_of(resource_, parameter, listing.arguments)}};
  const auto call = make_call(*lister->resource, *get, arguments);
  if (!call) return call.error();
  if (!*call) return false;
  const Ticket ticket =
      asked_.ask_anew({lister->resource, get, settings_, listing.list->org,
                       http::make_target((*call)->path, {})});
  const Result<const Reply*> reply = asked_.take(ticket);
  if (!reply) return reply.error();
  return !(*reply)->gone;
}

Status Absence::unlisted(const Listing& listing, const std::string& owner,
                         bool tells) {
  const Step& step = *listing.step;
  const Method& method = *step.next->method;
  if (method.unseen.empty()) return {};
  const std::string text = resource_.name + ": no row of " +
                           step.resource->name + " has " +
                           resource_.parameter(step.feeds)->where_field +
                           " = '" + shown(*listing.list->org, owner) +
                           "', but it can't show " + method.unseen + ". ";
  if (asked_.deletes()) {
    return Error{text + "No DELETE or UPDATE can be decided by that.",
                 Error::Kind::forbidden};
  }
  if (tells) {
    asked_.note_missing(text + "So no row; " + other_route(resource_, method) +
                        " has all of them read.");
  }
  return {};
}

}  // namespace idp
