// audit.cpp - makes lines, and sees to it that they are on the disk.
#include "revoke/audit.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "call/timestamp.h"
#include "json/tree.h"

namespace idp {
namespace {

constexpr int kOwnerOnly = 0600;

std::string member(std::string_view name, std::string_view value) {
  return "," + json::quote(name) + ":" + json::quote(value);
}

std::string keys_of(const RevocationCall& call) {
  std::string text;
  for (const Revocation& row : call.rows) {
    text += (text.empty() ? "[" : ",") + json::quote(row.key);
  }
  return ",\"keys\":" + text + "]";
}

}  // namespace

AuditLog::~AuditLog() {
  if (file_ >= 0) close(file_);
}

Status AuditLog::open() {
  if (path_.empty()) return {};
  transaction_ = unique_timestamp();
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
                 kOwnerOnly);
  if (file_ < 0) return problem("opened");
  return {};
}

void AuditLog::add_attempt(const RevocationCall& call, std::size_t number,
                           const Org& org) {
  if (path_.empty()) return;
  lines_ += head("attempt", number) +
            member("verb", name_of(call.method->verb)) +
            member("url", org.origin.text() + call.target.text()) +
            member("table", call.rows.front().table) + keys_of(call) + "}\n";
}

void AuditLog::add_outcome(const RevocationCall& call, std::size_t number) {
  if (path_.empty()) return;
  const Outcome& outcome = call.outcome;
  lines_ += head("outcome", number) + member("outcome", name_of(outcome.state));
  if (outcome.status) {
    lines_ += ",\"status\":" + std::to_string(*outcome.status);
  }
  if (!outcome.error_code.empty()) {
    lines_ += member("error_code", outcome.error_code);
  }
  if (!outcome.error_id.empty()) lines_ += member("error_id", outcome.error_id);
  if (!outcome.message.empty()) lines_ += member("message", outcome.message);
  lines_ += "}\n";
}

std::string AuditLog::head(std::string_view event, std::size_t number) const {
  return "{\"time\":" + json::quote(timestamp()) + member("event", event) +
         member("transaction", transaction_) +
         ",\"call\":" + std::to_string(number);
}

Status AuditLog::write() {
  const std::string lines = std::move(lines_);
  lines_.clear();
  for (std::size_t done = 0; done < lines.size();) {
    const ssize_t count =
        ::write(file_, lines.data() + done, lines.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return problem("written to");
    done += static_cast<std::size_t>(count);
  }
  return {};
}

Status AuditLog::sync() {
  if (path_.empty()) return {};
  if (Status status = write(); !status) return status;
  // What can't be synced, such as a pipe, has no disk to wait for.
  if (fdatasync(file_) != 0 && errno != EINVAL) return problem("synced");
  return {};
}

Error AuditLog::problem(std::string_view what) const {
  return {"the audit log '" + path_ + "' can't be " + std::string(what) + ": " +
          std::generic_category().message(errno) +
          ". Without it nothing is revoked. Mend that, or set another one: "
          "SELECT idp_configure('{\"audit_log\": \"/…\"}')."};
}

}  // namespace idp
