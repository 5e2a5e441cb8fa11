// provider_test.cpp - providers from a folder of documents: one that works, and
// the mistakes that are found when the extension is loaded.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::provider_test {
namespace {

namespace fs = std::filesystem;

const fs::path kFleet = IDP_TEST_SCRIPTS "/fleet";

// A folder with the documents of Fleet, in the environment while it lasts.
class Folder {
 public:
  Folder() {
    path_ = (fs::temp_directory_path() / "idp-XXXXXX").string();
    REQUIRE(mkdtemp(path_.data()) != nullptr);
    fs::create_directory(provider());
    for (const auto& entry : fs::directory_iterator(kFleet)) {
      fs::copy(entry.path(), provider());
    }
    // Whatever the repository's own files may be.
    for (const auto& entry : fs::recursive_directory_iterator(path_)) {
      fs::permissions(entry,
                      entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
    }
    setenv("IDP_SCHEMA_PATH", path_.c_str(), 1);
  }
  ~Folder() {
    unsetenv("IDP_SCHEMA_PATH");
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;

  fs::path path() const { return path_; }
  fs::path provider() const { return path() / "fleet"; }

 private:
  std::string path_;
};

struct FleetFixture {
  FleetFixture() { configure("Tenant-7", "s3cret"); }

  void configure(const std::string& tenant, const std::string& token) {
    db.configure({{"provider", "fleet"},
                  {"orgId", tenant},
                  {"token", token},
                  {"orgUrl", server.url()}});
  }

  Folder folder;
  Server server{{"/usr/bin/python3", IDP_TEST_SCRIPTS "/fleet.py"}};
  Database db;
};

TEST_CASE_FIXTURE(FleetFixture, "a provider that nobody has heard of") {
  CHECK(db.rows("SELECT tenant, id, owner, json_extract(tags, '$[1]') FROM "
                "fleet_devices")
            .back() ==
        std::vector<std::string>{"Tenant-7", "d4", "owner4 of Tenant-7", "4"});
  CHECK(db.sent() == std::vector<std::string>{
                         "GET /v2/devices", "GET /v2/devices?size=2&start=2",
                         "GET /v2/devices?size=2&start=4"});
  CHECK(db.value("SELECT owner FROM fleet_devices WHERE id = 'd3'") ==
        "owner3 of Tenant-7");
  CHECK(db.rows("SELECT owner FROM fleet_devices WHERE id = 'd9'").empty());
  // All keys of all devices, on two pages each.
  CHECK(db.value("SELECT count(*) || ' ' || count(DISTINCT device) FROM "
                 "fleet_keys") == "15 5");
  CHECK(db.value("SELECT group_concat(k.id) FROM fleet_devices d, fleet_keys k "
                 "WHERE d.owner = 'owner1 of Tenant-7' AND k.device = d.id") ==
        "d1-k0,d1-k1,d1-k2");
  CHECK(db.value("SELECT count(*) FROM idp_methods WHERE resource LIKE "
                 "'fleet%'") == "8");
}

TEST_CASE_FIXTURE(FleetFixture, "what is named by numbers is as good as any") {
  CHECK(db.rows("SELECT rack, id, typeof(rack), _key FROM fleet_slots WHERE "
                "rack = 2") == Rows{{"2", "1", "integer", "Tenant-7/2/1"},
                                    {"2", "2", "integer", "Tenant-7/2/2"},
                                    {"2", "3", "integer", "Tenant-7/2/3"}});
  // For each of the racks, as for those that a join names.
  CHECK(db.value("SELECT count(*) || ' ' || count(DISTINCT rack) FROM "
                 "fleet_slots") == "12 4");
  CHECK(db.value("SELECT group_concat(s.rack || '-' || s.id) FROM fleet_racks "
                 "r JOIN fleet_slots s ON s.rack = r.id WHERE s.id = 1") ==
        "1-1,2-1,3-1,4-1");
  CHECK(db.value("SELECT count(*) FROM fleet_slots s JOIN fleet_racks r ON "
                 "r.id = s.rack WHERE s.rack IN (1, 3)") == "6");
  CHECK(db.value("SELECT group_concat(id) FROM fleet_racks WHERE id IN "
                 "(1, '1', 4, 5)") == "1,4");
  db.rows("DELETE FROM fleet_slots WHERE rack = 1 AND id = 2");
  db.rows(
      "DELETE FROM fleet_slots WHERE rack IN (SELECT id FROM fleet_racks) "
      "AND id = 3");
  db.rows(
      "CREATE VIRTUAL TABLE temp.second USING fleet_slots(rack=2, id=1, "
      "writable=1); DELETE FROM second WHERE rack IN (1, 2)");
  CHECK(db.value("SELECT group_concat(rack || '-' || id) FROM fleet_slots") ==
        "1-1,2-2,3-1,3-2,4-1,4-2");
}

TEST_CASE_FIXTURE(FleetFixture, "its DELETE is guarded as every other") {
  db.refuses("DELETE FROM fleet_keys",
             {"this DELETE names no device, so it would go through the whole "
              "org; nothing was revoked. Name one, or all of them by a "
              "subquery: WHERE device IN (SELECT id FROM fleet_devices)."});
  db.rows("DELETE FROM fleet_keys WHERE device = 'd1' AND id = 'd1-k1'");
  CHECK(
      db.value("SELECT group_concat(id) FROM fleet_keys WHERE device = 'd1'") ==
      "d1-k0,d1-k2");
}

// Only a header tells which org is asked: the same call is not the same to two.
TEST_CASE_FIXTURE(FleetFixture, "two orgs at one server are kept apart") {
  configure("Tenant-8", "0ther");
  db.configure({{"cache_ttl", 3600}});
  for (int i = 0; i < 2; ++i) {
    CHECK(db.value("SELECT group_concat(tenant || ' ' || n) FROM (SELECT "
                   "tenant, count(*) AS n FROM fleet_devices WHERE tenant IN "
                   "('Tenant-7', 'Tenant-8') AND owner LIKE '%of ' || tenant "
                   "GROUP BY tenant)") == "Tenant-7 5,Tenant-8 3");
    CHECK(db.value("SELECT count(*) FROM fleet_devices a, fleet_devices b "
                   "WHERE a.tenant = 'Tenant-7' AND b.tenant = 'Tenant-8' AND "
                   "b.id = a.id AND a.owner <> b.owner") == "3");
  }
  db.rows("DELETE FROM fleet_keys WHERE tenant = 'Tenant-8' AND device = 'd1'");
  CHECK(db.value("SELECT group_concat(n) FROM (SELECT count(*) AS n FROM "
                 "fleet_keys WHERE tenant IN ('Tenant-7', 'Tenant-8') AND "
                 "device IN ('d0', 'd1') GROUP BY tenant ORDER BY tenant)") ==
        "6,3");
}

TEST_CASE_FIXTURE(FleetFixture, "its errors are told in its words") {
  configure("Tenant-8", "s3cret");
  const std::string error =
      db.refuses("SELECT * FROM fleet_devices",
                 {"answered 401 no_access \"Who are you?\". "});
  CHECK_FALSE(has(error, "s3cret"));
  db.refuses("SELECT * FROM users", {"is configured"});
}

TEST_CASE_FIXTURE(FleetFixture, "it stands beside the others in a statement") {
  Simulator okta({"--users", "4"});
  db.configure({{"orgUrl", okta.url()}, {"token", Simulator::kToken}});
  CHECK(db.value("SELECT count(*) FROM users, fleet_devices") == "20");
}

TEST_CASE("documents with mistakes are named, with the place") {
  struct Case {
    std::string file, from, to, text;
  };
  const std::string devices = "fleet_devices.json", keys = "fleet_keys.json";
  const Case cases[] = {
      {"provider.json", "\"title\": \"Fleet\",", "",
       "at #: breaks the rule \"required\""},
      {"provider.json", "\"fleet\"", "\"okta\"",
       "there is a provider okta already"},
      {"provider.json", "{token}", "{tokn}", "no header carries {token}"},
      {"provider.json", "https://fleet", "http://fleet",
       "at #/servers/0: breaks the rule \"pattern\""},
      {"provider.json", "{", "[", "(at byte 14)"},
      {devices, "\"fleet_devices\"", "\"users\"",
       "there is a table users already"},
      {devices, "\"fleet_devices\"", "\"idp_orgs\"",
       "no table may be called idp_orgs"},
      {devices, "\"provider\": \"fleet\"", "\"provider\": \"okta\"",
       "it is of the provider okta, not of fleet"},
      {devices, "\"name\": \"owner\"", "\"name\": \"ID\"",
       "the name ID is there twice"},
      {devices, "\"name\": \"owner\"", "\"name\": \"_KEY\"",
       "the name _KEY is there twice, or has a meaning of its own"},
      {devices, "/v2/devices/{id}", "/v2/../{id}", "has the segment .."},
      {devices, "/v2/devices/{id}", "/v2/devices/{id}.json",
       "path: breaks the rule \"pattern\""},
      {devices, "/v2/devices/{id}", "//evil.example.com/{id}",
       "path: breaks the rule \"pattern\""},
      {devices, "\"http\": \"GET\"", "\"http\": \"DELETE\"",
       "fleet_devices.get is for SELECT, but calls DELETE"},
      {devices, "\"key\": [\"id\"]", "\"key\": [\"ids\"]", "the key has ids"},
      {keys, "fleet_devices.id", "users.id",
       "comes from users.id, which is no table of fleet"},
      {keys, "fleet_devices.id", "fleet_devices.name",
       "fleet_devices has no field name"},
      {keys, "/v2/devices/{device}/keys/{id}", "/v2/devices",
       "the path of delete names no row"},
      {keys, "\"list\"", "\"list\" x", "(at byte "},
  };
  for (const Case& c : cases) {
    const Folder folder;
    const fs::path path = folder.provider() / c.file;
    std::string text = text_of(path);
    const std::size_t at = text.find(c.from);
    REQUIRE(at != text.npos);
    std::ofstream(path) << text.replace(at, c.from.size(), c.to);
    const std::string error = refusal();
    INFO(c.from << " -> " << c.to << "\n" << error);
    CHECK(has(error, "IDP_SCHEMA_PATH: " + folder.provider().string()));
    CHECK(has(error, c.text));
  }
}

TEST_CASE("documents are read from files that only their owner can write") {
  struct Case {
    std::string name;
    fs::perms perms;
    std::string text;
  };
  const Case cases[] = {
      {".", fs::perms(0777), "others can write it"},
      {"fleet", fs::perms(0775), "others can write it"},
      {"fleet/provider.json", fs::perms(0664), "others can write it"},
      {"fleet/fleet_keys.json", fs::perms(0646), "others can write it"},
  };
  for (const Case& c : cases) {
    const Folder folder;
    fs::permissions(folder.path() / c.name, c.perms);
    const std::string error = refusal();
    INFO(c.name << "\n" << error);
    CHECK(has(error, c.text));
    CHECK(has(error, "says where tokens are sent. Make it yours alone"));
  }
}

TEST_CASE("what is no folder of documents is an error, and never a wait") {
  const Folder folder;
  const fs::path provider = folder.provider() / "provider.json";
  CHECK(refusal().empty());
  fs::create_directory(folder.path() / ".git");
  std::ofstream(folder.path() / "README.md") << "notes";
  CHECK(refusal().empty());
  fs::rename(provider, folder.path() / "other.json");
  CHECK(has(refusal(), provider.string() + " can't be read: No such file"));
  mkfifo(provider.c_str(), 0600);
  CHECK(has(refusal(),
            provider.string() + " can't be read: it is not a regular"));
  fs::remove(provider);
  std::ofstream(provider) << std::string((1 << 20) + 1, ' ');
  CHECK(has(refusal(),
            provider.string() + " is refused: it has more than 1048576 b"));
  // Deep nesting ends where a rule is broken, not where the stack does.
  std::ofstream(provider) << std::string(500'000, '[')
                          << std::string(500'000, ']');
  CHECK(has(refusal(), provider.string() + ": at #: breaks the rule"));
  setenv("IDP_SCHEMA_PATH", provider.c_str(), 1);
  CHECK(has(refusal(), " is no folder"));
  setenv("IDP_SCHEMA_PATH", "/nowhere", 1);
  CHECK(has(refusal(), "IDP_SCHEMA_PATH: /nowhere can't be read"));
  setenv("IDP_SCHEMA_PATH", "", 1);
  CHECK(refusal().empty());
}

}  // namespace
}  // namespace idp::test::provider_test
