// layers_test.cpp - the rules of the house, read off the sources themselves.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "catalog.h"
#include "sources.h"

namespace idp::test {
namespace {

namespace fs = std::filesystem;

const std::vector<Source>& sources() {
  static const std::vector<Source> all = sources_in({"src", "ext"});
  return all;
}

// "http" of src/http, "src" for what stands at the top.
std::string room_of(const Source& source) {
  const std::string folder = source.folder();
  return folder.starts_with("src/") ? folder.substr(4) : folder;
}

TEST_CASE("each library is known in one room only") {
  for (const Source& source : sources()) {
    INFO(source.path);
    // There is no other way to write one.
    CHECK(source.includes('"').size() + source.includes('<').size() ==
          count(source.without_comments(), "include"));
    for (const std::string& name : source.includes('<')) {
      INFO(name);
      if (name.starts_with("sqlite3")) CHECK(room_of(source) == "ext");
      if (name.starts_with("curl/")) CHECK(room_of(source) == "http");
      if (name.starts_with("rapidjson/")) CHECK(room_of(source) == "json");
      if (name == "yaml.h") CHECK(room_of(source) == "yaml");
      if (name == "openssl/rand.h") {
        CHECK(source.path == "src/system/random.cpp");
      } else if (name.starts_with("openssl/")) {
        CHECK(room_of(source) == "jose");
      }
    }
  }
}

TEST_CASE("arrows between rooms run one way") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"src", {}},
      {"json", {}},
      {"http", {}},
      {"model", {"json", "system"}},
      {"plan", {"http", "json", "model"}},
      {"system", {}},
      {"yaml", {"json"}},
      {"jose", {"json", "system"}},
      {"auth", {"http", "jose", "json", "model", "system", "yaml"}},
      {"pace", {"auth", "http", "json", "model", "system"}},
      {"sign", {"auth", "http", "jose", "json", "model", "pace"}},
      {"call", {"auth", "http", "json", "model", "pace", "sign", "system"}},
      {"scan", {"auth", "call", "http", "json", "model", "pace", "plan"}},
      {"refresh", {"model"}},
      {"revoke",
       {"auth", "call", "http", "json", "model", "pace", "plan", "system"}},
      {"run",
       {"auth", "call", "http", "json", "model", "pace", "plan", "revoke",
        "scan", "system"}},
      {"ext",
       {"auth", "call", "http", "jose", "json", "model", "pace", "plan",
        "refresh", "revoke", "run", "scan", "system", "yaml"}},
  };
  for (const Source& source : sources()) {
    INFO(source.path);
    REQUIRE(allowed.contains(room_of(source)));
    for (const std::string& name : source.includes('"')) {
      INFO(name);
      // What all rooms know stands at the top of src/.
      const std::size_t slash = name.find('/');
      if (slash == name.npos) {
        CHECK(fs::exists(fs::path(IDP_SOURCE_DIR) / "src" / name));
        continue;
      }
      const std::string room = name.substr(0, slash);
      CHECK((room == room_of(source) ||
             allowed.at(room_of(source)).contains(room)));
    }
  }
}

TEST_CASE("nothing prints and nothing ends the program") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const std::string code = source.without_comments();
    for (const std::string word :
         {"iostream", "std::cout", "std::cerr", "std::clog", "stdout", "stderr",
          "puts(", "putchar(", "abort(", "exit(", "terminate("}) {
      INFO(word);
      CHECK(count(code, word) == 0);
    }
    // sqlite3_mprintf() writes nothing.
    CHECK(count(code, "printf(") == count(code, "sqlite3_mprintf("));
  }
}

TEST_CASE("only what waits knows a clock, and only ext the environment") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const std::string code = source.without_comments();
    const std::set<std::string> waiting = {"http", "pace", "sign", "call",
                                           "system"};
    const bool waits = waiting.contains(room_of(source));
    for (const std::string word : {"_clock", "sleep", "std::time("}) {
      INFO(word);
      if (!waits) CHECK(count(code, word) == 0);
    }
    // It needs glibc 2.36; system/random.h does without.
    CHECK(count(code, "random_device") == 0);
    if (room_of(source) != "ext") CHECK(count(code, "getenv") == 0);
  }
}

TEST_CASE("no C++ knows the name of a table or of a field") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const std::string code = source.without_comments();
    for (const char* name :
         {"\"grants\"", "\"oauth_tokens\"", "\"users\"", "\"user_clients\"",
          "\"clienttokens\"", "\"userId\"", "\"clientId\"", "\"/api/"}) {
      INFO(name);
      // okta.yaml has a setting of this name.
      if (room_of(source) == "auth" && name == std::string("\"clientId\"")) {
        continue;
      }
      CHECK(code.find(name) == std::string::npos);
    }
  }
}

// Only examples in messages may have the domain of a provider in them.
TEST_CASE("no C++ knows the name of a provider") {
  const std::vector<Provider> providers = providers_of(catalog());
  REQUIRE(providers.size() == 2);
  for (const Source& source : sources()) {
    INFO(source.path);
    std::string code;
    for (const std::string& line : lines(source.text)) {
      // Not that of a URL.
      code += line.substr(0, line.find("// ")) + "\n";
    }
    for (const std::string example :
         {"https://acme.okta.com", "okta.users.read"}) {
      const std::size_t at = code.find(example);
      if (at != code.npos) code.erase(at, example.size());
    }
    std::ranges::transform(code, code.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    for (const Provider& provider : providers) {
      CHECK(code.find(provider.name) == std::string::npos);
    }
  }
}

// The simulator's rooms: its top has what all of them know, and main().
TEST_CASE("arrows between the simulator's rooms run one way") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"wire", {}},
      {"oauth", {"wire"}},
      {"okta", {"oauth", "wire"}},
      {"slashid", {"okta", "wire"}},
      {"sim", {"okta", "slashid", "wire"}},
  };
  const std::set<std::string> known = {"errors.h", "ids.h", "options.h",
                                       "provider.h"};
  for (const Source& source : sources_in({"tests/sim"})) {
    if (!source.is_cpp() && !source.is_header()) continue;
    INFO(source.path);
    const std::string room = fs::path(source.folder()).filename().string();
    REQUIRE(allowed.contains(room));
    for (const std::string& name : source.includes('"')) {
      INFO(name);
      const std::size_t slash = name.find('/');
      if (slash == name.npos) {
        CHECK((room == "sim" || (room != "wire" && known.contains(name))));
        continue;
      }
      const std::string other = name.substr(0, slash);
      CHECK((other == room || allowed.at(room).contains(other)));
    }
    for (const std::string& name : source.includes('<')) {
      INFO(name);
      if (name == "httplib.h") CHECK(room == "wire");
      if (name.starts_with("openssl/")) CHECK(room == "oauth");
    }
  }
}

}  // namespace
}  // namespace idp::test
