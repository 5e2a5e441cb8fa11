// words.cpp - names, places, apps and scopes.
#include "okta/words.h"

#include <array>

namespace sim {
namespace {

constexpr std::array<Name, 24> kFirstNames = {{
    {"Ada", "ada"},       {"Zoë", "zoe"},        {"Łukasz", "lukasz"},
    {"José", "jose"},     {"Mia", "mia"},        {"Noah", "noah"},
    {"Søren", "soren"},   {"Anna-Lena", "anna"}, {"Björk", "bjork"},
    {"Renée", "renee"},   {"Omar", "omar"},      {"Priya", "priya"},
    {"明", "ming"},       {"Ольга", "olga"},     {"Siân", "sian"},
    {"Grace", "grace"},   {"Ivan", "ivan"},      {"Keiko", "keiko"},
    {"Tomás", "tomas"},   {"Fatima", "fatima"},  {"Linus", "linus"},
    {"D'Arcy", "d'arcy"}, {"Eve", "eve"},        {"Bob", "bob"},
}};

constexpr std::array<Name, 24> kLastNames = {{
    {"Lovelace", "lovelace"},
    {"O'Brien", "o'brien"},
    {"Wałęsa", "walesa"},
    {"李", "li"},
    {"Müller", "mueller"},
    {"García Márquez", "garcia"},
    {"Smith", "smith"},
    {"de la Cruz", "delacruz"},
    {"Nguyễn", "nguyen"},
    {"Çelik", "celik"},
    {"Hopper", "hopper"},
    {"Ångström", "angstrom"},
    {"Иванова", "ivanova"},
    {"山田", "yamada"},
    {"Said", "said"},
    {"Patel", "patel"},
    {"\"Bo\" Larsen", "larsen"},
    {"Núñez", "nunez"},
    {"MacDonald", "macdonald"},
    {"van den Berg", "vandenberg"},
    {"Šimić", "simic"},
    {"Kowalski", "kowalski"},
    {"Null", "null"},
    {"Young 🙂", "young"},
}};

constexpr std::array<std::string_view, 16> kAppNames = {
    "My Native App", "Payroll",    "Expenses & Travel", "Crèche Portal",
    "CI Runner",     "BI Tool",    "Mobile Mail",       "Warehouse \"W1\"",
    "Notebook",      "CRM <beta>", "Calendar Sync",     "Wiki",
    "Chat",          "Backup",     "Desk/Booking",      "Zeit & Co",
};

constexpr std::string_view kOidc = "OPENID_CONNECT";
constexpr std::array<RareApp, 7> kRareApps = {{
    {"saasure", "Okta Admin Console", kOidc},
    {"okta_enduser", "Okta Dashboard", kOidc},
    {"okta_browser_plugin", "Okta Browser Plugin", kOidc},
    {"okta_iga_reviewer", "Okta Access Certification Reviews", kOidc},
    {"okta_flow_sso", "Okta Workflows", kOidc},
    {"active_directory", "corp.example.com", ""},
    {"csv_directory_v2", "Payroll feed", ""},
}};

struct ScopeWords {
  std::string_view name, display_name, description;
};

using Scopes = std::array<ScopeWords, kNamedScopes>;

constexpr ScopeWords kOffline = {
    "offline_access", "",
    "Requests a refresh token by default and is used to obtain more access "
    "tokens without re-prompting the user for authentication"};
constexpr ScopeWords kOpenid = {"openid", "openid",
                                "Signals that a request is an OpenID request."};

constexpr std::array<Scopes, kServers> kScopes = {{
    {{kOpenid,
      kOffline,
      {"profile", "View your profile", "The exact data varies."},
      {"email", "View your email address", "This allows this app to view it."},
      {"phone", "phone", "Allows this application to access phone numbers."}}},
    {{{"car:drive", "Drive car", "Allows the user to drive a car"},
      kOffline,
      {"car:wash", "Wash \"the\" car", "Allows the user to wash a car"},
      {"car:sell", "", "Allows the user to sell a car"},
      kOpenid}},
    {{{"bus:drive", "test", "Drive bus"},
      kOffline,
      {"bus:board", "Board bus", "Board any bus"},
      {"ticket:read", "", "See tickets"},
      {"ticket:buy", "Acheter un billet à l'unité", "Buy tickets"}}},
    {{{"okta.users.read", "", "Allows the app to read users"},
      kOffline,
      {"okta.apps.read", "", "Allows the app to read apps"},
      {"okta.groups.read", "", "Allows the app to read groups"},
      {"okta.logs.read", "", "Allows the app to read the System Log"}}},
}};

}  // namespace

std::span<const Name> first_names() { return kFirstNames; }
std::span<const Name> last_names() { return kLastNames; }
std::span<const std::string_view> app_names() { return kAppNames; }

std::span<const RareApp> rare_apps() { return kRareApps; }

std::string_view server_name(std::size_t server) {
  constexpr std::array<std::string_view, kServers> names = {
      "default", "Cars", "Buses & Trams", "Okta"};
  return names[server];
}

Scope scope(std::size_t server, std::size_t number) {
  if (number < kNamedScopes) {
    const ScopeWords& words = kScopes[server][number];
    return {std::string(words.name), std::string(words.display_name),
            std::string(words.description)};
  }
  const std::string name = "resource" + std::to_string(number) + ":read";
  return {name, "", "Allows the app to read " + name};
}

}  // namespace sim
