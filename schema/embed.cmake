# embed.cmake - writes the documents as C++ raw strings.
# Run as: cmake -D SCHEMA_DIR=… -D OUTPUT=… -P embed.cmake
file(GLOB providers RELATIVE ${SCHEMA_DIR} ${SCHEMA_DIR}/*/provider.json)
set(body "")
foreach(provider IN LISTS providers)
  get_filename_component(folder ${provider} DIRECTORY)
  file(READ ${SCHEMA_DIR}/${provider} text)
  string(APPEND body "      {R\"json(${text})json\",\n       {\n")
  file(GLOB resources ${SCHEMA_DIR}/${folder}/*.json)
  list(SORT resources)
  foreach(resource IN LISTS resources)
    if(NOT resource MATCHES "/provider\\.json$")
      file(READ ${resource} text)
      string(APPEND body "           R\"json(${text})json\",\n")
    endif()
  endforeach()
  string(APPEND body "       }},\n")
endforeach()
file(READ ${SCHEMA_DIR}/provider.schema.json provider_schema)
file(READ ${SCHEMA_DIR}/resource.schema.json resource_schema)
file(READ ${SCHEMA_DIR}/inventory.sql inventory)
file(WRITE ${OUTPUT} "// Generated from schema/ by schema/embed.cmake.
#include \"model/documents.h\"

namespace idp {

std::vector<ProviderDocuments> provider_documents() {
  return {
${body}  };
}

std::string_view provider_schema() {
  return R\"json(${provider_schema})json\";
}

std::string_view inventory_statements() {
  return R\"sql(${inventory})sql\";
}

std::string_view resource_schema() {
  return R\"json(${resource_schema})json\";
}

}  // namespace idp
")
