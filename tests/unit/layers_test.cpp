// layers_test.cpp - the rules of the house, read off the sources themselves.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "catalog.h"

namespace idp::test {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // "src/http/url.cpp"
  std::string text;

  std::string room() const {
    const std::string parent = fs::path(path).parent_path().string();
    return parent.starts_with("src/") ? parent.substr(4) : parent;
  }
};

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    const fs::path top = IDP_SOURCE_DIR;
    std::vector<Source> found;
    for (const char* folder : {"src", "ext"}) {
      for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
        const std::string type = entry.path().extension().string();
        if (type != ".cpp" && type != ".h") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        found.push_back(
            {fs::relative(entry.path(), top).string(),
             std::string(std::istreambuf_iterator<char>(file), {})});
      }
    }
    return found;
  }();
  REQUIRE(all.size() > 40);
  return all;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

// The names that are included in quotes ("), or in angle brackets (<).
std::vector<std::string> includes(const Source& source, char open) {
  const std::string word = std::string("#include ") + open;
  std::vector<std::string> names;
  for (const std::string& line : lines(source.text)) {
    if (!line.starts_with(word)) continue;
    names.push_back(line.substr(
        word.size(), line.find_first_of(">\"", word.size()) - word.size()));
  }
  return names;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != text.npos;
       at = text.find(word, at + 1)) {
    ++found;
  }
  return found;
}

std::string without_comments(const Source& source) {
  std::string code;
  for (const std::string& line : lines(source.text)) {
    code += line.substr(0, line.find("//")) + "\n";
  }
  return code;
}

TEST_CASE("each library is known in one room only") {
  for (const Source& source : sources()) {
    INFO(source.path);
    // There is no other way to write one.
    CHECK(includes(source, '"').size() + includes(source, '<').size() ==
          count(without_comments(source), "include"));
    for (const std::string& name : includes(source, '<')) {
      INFO(name);
      if (name.starts_with("sqlite3")) CHECK(source.room() == "ext");
      if (name.starts_with("curl/")) CHECK(source.room() == "http");
      if (name.starts_with("rapidjson/")) CHECK(source.room() == "json");
      if (name == "yaml.h") CHECK(source.room() == "yaml");
      if (name.starts_with("openssl/")) CHECK(source.room() == "jose");
      if (name.starts_with("cjose/")) CHECK(source.room() == "jose");
    }
  }
}

TEST_CASE("arrows between rooms run one way") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"src", {}},
      {"json", {}},
      {"http", {}},
      {"model", {"json", "system"}},
      {"plan", {"http", "model"}},
      {"system", {}},
      {"yaml", {"json"}},
      {"jose", {"json"}},
      {"auth", {"http", "jose", "json", "model", "system", "yaml"}},
      {"pace", {"auth", "http", "json", "model"}},
      {"sign", {"auth", "http", "jose", "json", "model", "pace"}},
      {"call", {"auth", "http", "json", "model", "pace", "sign", "system"}},
      {"scan", {"auth", "call", "http", "json", "model", "pace", "plan"}},
      {"revoke",
       {"auth", "call", "http", "json", "model", "pace", "plan", "system"}},
      {"run",
       {"auth", "call", "http", "json", "model", "pace", "plan", "revoke",
        "scan", "system"}},
      {"ext",
       {"auth", "call", "http", "json", "model", "pace", "plan", "revoke",
        "run", "scan", "system"}},
  };
  for (const Source& source : sources()) {
    INFO(source.path);
    REQUIRE(allowed.contains(source.room()));
    for (const std::string& name : includes(source, '"')) {
      INFO(name);
      // What all rooms know stands at the top of src/.
      const std::size_t slash = name.find('/');
      if (slash == name.npos) {
        CHECK(fs::exists(fs::path(IDP_SOURCE_DIR) / "src" / name));
        continue;
      }
      const std::string room = name.substr(0, slash);
      CHECK(
          (room == source.room() || allowed.at(source.room()).contains(room)));
    }
  }
}

TEST_CASE("nothing prints and nothing ends the program") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const std::string code = without_comments(source);
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
    const std::string code = without_comments(source);
    const std::set<std::string> waiting = {"http", "pace", "sign", "call",
                                           "system"};
    const bool waits = waiting.contains(source.room());
    for (const std::string word :
         {"_clock", "sleep", "random_device", "std::time("}) {
      INFO(word);
      if (!waits) CHECK(count(code, word) == 0);
    }
    // Where the CAs are is between the machine and its HTTP client.
    const std::size_t reads = count(code, "getenv(\"SSL_CERT_FILE\")");
    if (source.room() == "http") CHECK(count(code, "getenv") == reads);
    const bool may = source.room() == "ext" || source.room() == "http";
    if (!may) CHECK(count(code, "getenv") == 0);
  }
}

TEST_CASE("every file says what it is for, and headers come in once") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const fs::path path = source.path;
    CHECK(source.text.starts_with("// " + path.filename().string() + " - "));
    const bool header = path.extension() == ".h";
    CHECK(count(source.text, "#pragma once") == (header ? 1 : 0));
  }
}

TEST_CASE("no C++ knows the name of a table or of a field") {
  for (const Source& source : sources()) {
    INFO(source.path);
    const std::string code = without_comments(source);
    for (const char* name :
         {"\"grants\"", "\"oauth_tokens\"", "\"users\"", "\"user_clients\"",
          "\"clienttokens\"", "\"userId\"", "\"clientId\"", "\"/api/"}) {
      INFO(name);
      // okta.yaml has a setting of this name.
      if (source.room() == "auth" && name == std::string("\"clientId\"")) {
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

}  // namespace
}  // namespace idp::test
