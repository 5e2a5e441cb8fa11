// audit.cpp - makes lines, and sees to it that they are on the disk.
#include "revoke/audit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

#include "standard_descriptors.h"
#include "system/host.h"
#include "system/timestamp.h"

namespace idp {
namespace {

constexpr int kOwnerOnly = 0600;

json::Array keys_of(const RevocationCall& call) {
  json::Array keys;
  for (const Revocation& row : call.rows) keys.push_back({row.key});
  return keys;
}

std::string words_for(int error) {
  return std::generic_category().message(error);
}

json::Object credential_of(const Org& org) {
  json::Object members = {{"source", {org.source}},
                          {"kind", {std::string(kind_of(org.credential))}}};
  if (const auto* app = std::get_if<ServiceApp>(&org.credential)) {
    members.push_back({"client_id", {app->client_id}});
  }
  return members;
}

}  // namespace

AuditLog::~AuditLog() {
  if (file_ >= 0) close(file_);
}

Status AuditLog::open() {
  if (path_.empty()) return {};
  transaction_ = unique_timestamp();
  keep_standard_descriptors();
  user_ = user_name();
  // A FIFO that nobody reads would be waited for.
  constexpr int kHow = O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  file_ = ::open(path_.c_str(), O_RDWR | kHow, kOwnerOnly);
  if (file_ < 0 && errno == EACCES) {
    file_ = ::open(path_.c_str(), O_WRONLY | kHow, kOwnerOnly);
  }
  const int error = file_ < 0 ? errno : 0;
  struct stat info = {};
  const int found =
      file_ < 0 ? stat(path_.c_str(), &info) : fstat(file_, &info);
  if (found == 0 && !S_ISREG(info.st_mode)) {
    return problem("opened", "it is not a regular file");
  }
  if (error != 0) return problem("opened", words_for(error));
  return {};
}

void AuditLog::add_attempt(const RevocationCall& call, std::size_t number,
                           const Org& org) {
  add("attempt", number, org,
      {{"verb", {std::string(name_of(call.method->verb))}},
       {"url", {org.origin.text() + call.target.text()}},
       {"table", {call.rows.front().table}},
       {"keys", {keys_of(call)}}});
}

void AuditLog::add_outcome(const RevocationCall& call, std::size_t number,
                           const Org& org) {
  const Outcome& outcome = call.outcome;
  json::Object members = {{"outcome", {std::string(state_name(call))}}};
  if (outcome.status) {
    members.push_back({"status", {std::int64_t{*outcome.status}}});
  }
  const auto add_text = [&](const char* name, const std::string& text) {
    if (!text.empty()) members.push_back({name, {text}});
  };
  add_text("error_code", outcome.error_code);
  add_text("error_id", outcome.error_id);
  add_text("message", outcome.message);
  add("outcome", number, org, std::move(members));
}

void AuditLog::add(const char* event, std::size_t number, const Org& org,
                   json::Object members) {
  if (path_.empty()) return;
  json::Object line = {{"time", {timestamp()}},
                       {"event", {event}},
                       {"transaction", {transaction_}},
                       {"call", {static_cast<std::int64_t>(number)}},
                       {"user", {user_}},
                       {"process", {std::int64_t{getpid()}}},
                       {"credential", {credential_of(org)}}};
  std::ranges::move(members, std::back_inserter(line));
  lines_ += json::text_of({std::move(line)}) + "\n";
}

// What can't be read may not.
bool AuditLog::ends_whole() const {
  struct stat info = {};
  if (fstat(file_, &info) != 0) return false;
  char last = '\0';
  return info.st_size == 0 ||
         (pread(file_, &last, 1, info.st_size - 1) == 1 && last == '\n');
}

Status AuditLog::write() {
  std::string lines = std::exchange(lines_, {});
  if (lines.empty()) return {};
  if (!ends_whole()) lines.insert(0, "\n");
  for (std::size_t done = 0; done < lines.size();) {
    const ssize_t count =
        ::write(file_, lines.data() + done, lines.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return problem("written to", words_for(errno));
    done += static_cast<std::size_t>(count);
  }
  return {};
}

Status AuditLog::sync() {
  if (path_.empty()) return {};
  if (Status status = write(); !status) return status;
  if (fdatasync(file_) != 0) return problem("synced", words_for(errno));
  return {};
}

Error AuditLog::problem(std::string_view what, const std::string& why) const {
  return {"The audit log '" + path_ + "' can't be " + std::string(what) + ": " +
          why +
          ". Without it nothing is sent. Mend that, or set another one, by "
          "IDP_AUDIT_LOG or in the settings file."};
}

}  // namespace idp
