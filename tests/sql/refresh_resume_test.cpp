// refresh_resume_test.cpp - whatever ends a refresh, the next one goes on, and
// the file is that of one that was never disturbed.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "support/inventory.h"

namespace idp::test::refresh_resume_test {
namespace {

using Clock = std::chrono::steady_clock;

// Slow enough to be met in the middle.
struct Slow : InventoryFixture {
  Slow() : InventoryFixture({"--users", "80", "--latency", "40"}) {}
};

// IDP_KILLS=200 kills it as often: minutes.
int kills_wanted() {
  const char* wanted = std::getenv("IDP_KILLS");
  return wanted ? std::atoi(wanted) : 8;
}

TEST_CASE_FIXTURE(Slow, "killed at any moment") {
  const auto began = Clock::now();
  static_cast<void>(refresh());
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(
      Clock::now() - began);
  const auto undisturbed = content(path);
  std::minstd_rand random(3);
  int kills = 0, files = 0;
  while (kills < kills_wanted()) {
    const std::string other = home / ("killed" + std::to_string(++files));
    for (bool finished = false; !finished;) {
      Program program = shell(other, "SELECT idp_refresh();");
      if (kills < kills_wanted() && random() % 5 != 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(
            static_cast<long>(random()) % (whole.count() + 1)));
        program.kill();
        ++kills;
      }
      const Outcome outcome = program.wait();
      if (outcome.exit_code == -1) continue;
      INFO(outcome.output);
      REQUIRE(outcome.exit_code == 0);
      finished = true;
    }
    REQUIRE(content(other) == undisturbed);
    Database checked(other);
    CHECK(checked.value("PRAGMA integrity_check") == "ok");
  }
}

TEST_CASE_FIXTURE(InventoryFixture, "faults of the provider, wherever") {
  static_cast<void>(refresh());
  const auto undisturbed = content(path);
  const std::string other = home / "faults";
  Database broken(simulator, other);
  broken.configure({{"max_retries", std::int64_t{0}}});
  int failed = 0;
  for (int skip = 0;; skip += 7) {
    simulator.fail({.skip = skip, .times = kAlways, .status = 500});
    Rows rows;
    std::string error;
    if (broken.run("SELECT idp_refresh()", rows, error) == SQLITE_OK) break;
    ++failed;
    check_parts(error, {"idp_refresh: ", "500", "goes on there"});
    CHECK(broken.value("SELECT state FROM saved_refreshes") == "stopped");
    // Nothing shows before all is there.
    CHECK(broken.value("SELECT count(*) FROM saved_users") == "0");
  }
  CHECK(failed > 2);
  CHECK(content(other) == undisturbed);
}

TEST_CASE_FIXTURE(InventoryFixture,
                  "an org that changes meanwhile is right after the next one") {
  static_cast<void>(refresh());
  file.configure({{"max_retries", std::int64_t{0}}});
  for (const int skip : {1, 4, 35, 50, 60}) {
    simulator.fail({.skip = skip, .times = kAlways, .status = 503});
    file.refuses("SELECT idp_refresh(" + kFull + ")", {"503"});
    simulator.heal();
    const Org now(simulator);
    const std::string user =
        now.users()[static_cast<std::size_t>(skip % 25)].text("id");
    simulator.act("DELETE", "/api/v1/users/" + user + "/grants");
    simulator.set_login(user, std::to_string(skip) + "@example.com");
    static_cast<void>(refresh());
    static_cast<void>(refresh());
    check_equal();
  }
  simulator.reset();
  static_cast<void>(refresh());
  check_equal();
}

TEST_CASE_FIXTURE(InventoryFixture, "one that is too old is taken back") {
  static_cast<void>(refresh());
  const auto before = content(path);
  simulator.act("DELETE", user_path + "/grants");
  simulator.set_login(ids.user, "new@example.com");
  file.configure({{"max_retries", std::int64_t{0}}});
  simulator.fail(
      {.path = "*/grants", .skip = 29, .times = kAlways, .status = 503});
  file.refuses("SELECT idp_refresh(" + kFull + ")", {"503"});
  CHECK(file.value("SELECT count(*) FROM saved_users_history WHERE came = 2") ==
        "1");
  simulator.reset();
  file.rows(
      "UPDATE saved_refreshes SET started = '2026-01-01T00:00:00.000Z' "
      "WHERE number = 2");
  CHECK(number(refresh(), "refresh") == 3);
  CHECK(file.value("SELECT state FROM saved_refreshes WHERE number = 2") ==
        "abandoned");
  CHECK(content(path) == before);
}

TEST_CASE_FIXTURE(InventoryFixture, "one that covers something else, too") {
  simulator.fail({.path = "*/grants", .times = kAlways, .status = 400});
  file.refuses("SELECT idp_refresh()", {"grants", "400"});
  simulator.heal();
  const json::Tree told = refresh(R"('main', '{"tables": ["user_clients"]}')");
  CHECK(number(told, "refresh") == 2);
  CHECK(number(told, "calls") == 32);
  CHECK(saved("user_clients") == live("user_clients"));
  CHECK(saved("users") == live("users"));
  CHECK(file.value("SELECT count(*) FROM saved_apps_history") == "0");
}

int is_set(void* stop) { return *static_cast<std::atomic<bool>*>(stop); }

// It can't end before it is told to stop: of its calls some are answered, and
// then none.
TEST_CASE_FIXTURE(InventoryFixture,
                  "interrupted, it says so and keeps what it has") {
  for (const int answered : {0, 5, 30}) {
    INFO(answered);
    simulator.fail({.skip = answered, .times = kAlways, .delay_ms = 600'000});
    const long last = simulator.requests() + answered + 1;
    std::atomic<bool> stop = false;
    std::thread person([&] {
      while (simulator.requests() < last) std::this_thread::yield();
      stop = true;
    });
    sqlite3_progress_handler(file.handle(), 1000, is_set, &stop);
    Rows rows;
    std::string error;
    const int code = file.run("SELECT idp_refresh()", rows, error);
    sqlite3_progress_handler(file.handle(), 0, nullptr, nullptr);
    person.join();
    CHECK(code == SQLITE_INTERRUPT);
    CHECK(error == "interrupted");
  }
  simulator.heal();
  static_cast<void>(refresh());
  check_equal();
}

}  // namespace
}  // namespace idp::test::refresh_resume_test
