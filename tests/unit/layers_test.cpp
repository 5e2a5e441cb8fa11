// layers_test.cpp - the rules of the house, read off the sources themselves.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <vector>

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

std::vector<std::string> includes(const Source& source) {
  const std::string word = "#include ";
  std::vector<std::string> names;
  for (const std::string& line : lines(source.text)) {
    if (!line.starts_with(word)) continue;
    const std::size_t begin = word.size() + 1;
    names.push_back(
        line.substr(begin, line.find_first_of(">\"", begin) - begin));
  }
  return names;
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
    for (const std::string& name : includes(source)) {
      INFO(name);
      if (name.starts_with("sqlite3")) CHECK(source.room() == "ext");
      if (name.starts_with("curl/")) CHECK(source.room() == "http");
      if (name.starts_with("rapidjson/")) CHECK(source.room() == "json");
    }
  }
}

TEST_CASE("arrows between rooms run one way") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"src", {}},
      {"json", {}},
      {"http", {}},
      {"model", {"json"}},
      {"plan", {"model"}},
      {"auth", {"http", "json", "model"}},
      {"call", {"auth", "http", "json", "model"}},
      {"scan", {"call", "http", "json", "plan"}},
      {"revoke", {"call", "http", "model", "plan", "scan"}},
      {"ext",
       {"auth", "call", "http", "json", "model", "plan", "revoke", "scan"}},
  };
  for (const Source& source : sources()) {
    INFO(source.path);
    REQUIRE(allowed.contains(source.room()));
    for (const std::string& name : includes(source)) {
      const std::string room = name.substr(0, name.find('/'));
      if (name.find('/') == name.npos || !allowed.contains(room)) continue;
      INFO(name);
      CHECK(
          (room == source.room() || allowed.at(source.room()).contains(room)));
    }
  }
}

TEST_CASE("nothing prints, and every file says what it is for") {
  for (const Source& source : sources()) {
    INFO(source.path);
    for (const std::string word :
         {"std::cout", "std::cerr", "printf(", "abort("}) {
      INFO(word);
      const std::size_t at = source.text.find(word);
      // sqlite3_mprintf() writes nothing.
      const bool memory =
          at != source.text.npos && at > 0 && source.text[at - 1] == 'm';
      CHECK((at == source.text.npos || memory));
    }
    const std::string card =
        "// " + fs::path(source.path).filename().string() + " - ";
    CHECK(source.text.starts_with(card));
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
      CHECK(code.find(name) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace idp::test
