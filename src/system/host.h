// host.h - who runs this, and where: for records that others read.
#pragma once

#include <string>

namespace idp {

std::string host_name();
// The login name, or the number where it has none.
std::string user_name();
long process_number();
// Whether this host has a process of that number, whoever's it is.
bool is_process(long number);

}  // namespace idp
