// audit_file_test.cpp - the file of the audit log: a disk that fills up in the
// middle of a line, and what is no file at all.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "support/client.h"
#include "support/home.h"
#include "support/program.h"

namespace idp::test::audit_file_test {
namespace {

struct Fixture : ClientFixture {
  explicit Fixture(const std::string& count = "4") : ClientFixture(count) {}

  // The transaction in a shell whose files can have so many blocks of 512 bytes
  // and no more.
  std::string run_small(const std::string& blocks) const {
    return run_program(
               {"sh", "-c",
                "trap '' XFSZ; ulimit -f " + blocks + "; exec sqlite3 -batch"},
               load_extension() +
                   "SELECT idp_configure('{\"parallelism\": 1}');\n" +
                   one_by_one + "\n",
               variables())
        .output;
  }
  Variables variables() const {
    return {{"HOME", home.path()},
            {"IDP_AUDIT_LOG", log},
            {"OKTA_CLIENT_ORGURL", simulator.url()},
            {"OKTA_CLIENT_TOKEN", Simulator::kToken}};
  }
  // The log's lines with this event, and how many are none.
  struct Lines {
    long attempts = 0, outcomes = 0, broken = 0;
  };
  Lines lines() const {
    Lines lines;
    std::ifstream file(log);
    for (std::string line; std::getline(file, line);) {
      const Result<json::Tree> tree = json::parse(line);
      if (!tree) {
        ++lines.broken;
      } else if (tree->text("event") == "attempt") {
        ++lines.attempts;
      } else if (tree->text("event") == "outcome") {
        ++lines.outcomes;
      }
    }
    return lines;
  }
  // A COMMIT with this as its audit log revokes nothing, and says why.
  void check_refused(const std::string& path, const std::string& why) const {
    const OwnSettings settings(R"({"audit_log": ")" + path + "\"}");
    Database(simulator).refuses(
        one_by_one, {"The audit log '" + path + "' can't be opened: " + why});
    CHECK(left() == tokens);
  }

  Home home;
  std::string log = home / "audit.log";
  std::string one_by_one =
      "DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE';";
};

TEST_CASE_FIXTURE(Fixture,
                  "half a line stays alone, and nothing is glued to it") {
  // A hundred bytes are left on the disk.
  std::ofstream(log) << "{\"padding\": \"" << std::string(8192 - 100 - 16, 'x')
                     << "\"}\n";
  const std::string said = run_small("16");
  INFO(said);
  CHECK(has(said, "The audit log '" + log + "' can't be written to: "));
  const std::size_t counts = said.find("0 of 4 were revoked, 4 were not");
  CHECK(counts < said.find("Without it nothing is sent"));
  CHECK(left() == tokens);
  CHECK(lines().broken == 1);
  // There is room again.
  const Outcome again = run_program(
      {"sqlite3", "-batch"}, load_extension() + one_by_one + "\n", variables());
  CHECK(again.output.empty());
  CHECK(left().empty());
  CHECK(lines().broken == 1);
  CHECK(lines().attempts == 4);
  CHECK(lines().outcomes == 4);
}

TEST_CASE(
    "a disk that fills up in the middle: what was revoked is told first") {
  const Fixture f("40");
  const std::string said = f.run_small("24");
  INFO(said);
  const auto revoked = 40 - static_cast<long>(f.left().size());
  CHECK(revoked > 0);
  CHECK(revoked < 40);
  const std::size_t counts =
      said.find(std::to_string(revoked) + " of 40 were revoked");
  REQUIRE(counts != said.npos);
  CHECK(counts < said.find("Without it nothing is sent"));
  CHECK(f.lines().broken <= 1);
  CHECK(f.lines().attempts >= revoked);
}

TEST_CASE_FIXTURE(Fixture,
                  "what is no regular file is refused, not waited for") {
  const std::string fifo = home / "fifo", plug = home / "socket";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  REQUIRE(plug.size() < sizeof address.sun_path);
  std::ranges::copy(plug, address.sun_path);
  REQUIRE(bind(listening, reinterpret_cast<const sockaddr*>(&address),
               sizeof address) == 0);
  for (const std::string& path :
       {fifo, plug, home.path(), std::string("/dev/full")}) {
    check_refused(path, "it is not a regular file");
  }
  close(listening);
}

TEST_CASE_FIXTURE(Fixture, "a log that can be written and not read is one") {
  std::ofstream(log) << "half a line";
  REQUIRE(chmod(log.c_str(), 0200) == 0);
  const OwnSettings settings(R"({"audit_log": ")" + log + "\"}");
  Database(simulator).rows(one_by_one);
  REQUIRE(chmod(log.c_str(), 0600) == 0);
  CHECK(lines().attempts == 4);
  CHECK(lines().outcomes == 4);
}

}  // namespace
}  // namespace idp::test::audit_file_test
