# Every *_test.cpp below src/ belongs to one GoogleTest program per room; tests/ holds what needs a running instance.
find_package(GTest REQUIRED)

# What tests of several rooms share.
file(GLOB testing CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/testing/*.cpp)
add_library(mailapp_testing STATIC ${testing})
target_link_libraries(mailapp_testing PUBLIC mailapp_db)

function(mailapp_tests room)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/*_test.cpp)
    if(NOT sources)
        return()
    endif()
    add_executable(${room}_tests ${sources})
    target_link_libraries(${room}_tests PRIVATE mailapp_${room} mailapp_testing GTest::gtest GTest::gmock
                                                GTest::gtest_main ${ARGN})
    # One process for each room: its tests share one private PostgreSQL cluster.
    add_test(NAME unit.${room} COMMAND ${room}_tests --gtest_brief=1)
    set_tests_properties(unit.${room} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()

foreach(room base reflect instance db identity http stack apply agent directory features compat app)
    mailapp_tests(${room})
endforeach()

# Every *_bench.cpp: figures of single functions, for `make bench`; no test builds or runs it.
find_package(benchmark REQUIRED)
file(GLOB_RECURSE benchmark_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*_bench.cpp)
add_executable(benchmarks EXCLUDE_FROM_ALL ${benchmark_sources})
target_link_libraries(benchmarks PRIVATE mailapp_app benchmark::benchmark benchmark::benchmark_main)

add_subdirectory(${PROJECT_SOURCE_DIR}/tests/compat ${PROJECT_BINARY_DIR}/tests/compat)
add_subdirectory(${PROJECT_SOURCE_DIR}/tests/e2e ${PROJECT_BINARY_DIR}/tests/e2e)

# What review forgets: who includes whom, and the layout.
add_test(NAME lint.includes COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/check_includes.py)
add_test(NAME lint.format COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/format.py --check)
add_test(NAME lint.security COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/check_security_page.py)
set_tests_properties(lint.includes lint.format lint.security PROPERTIES LABELS lint)

# Generated files equal what the program writes.
add_test(NAME gen.openapi COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/check_openapi.py $<TARGET_FILE:mailapp>
                                  ${PROJECT_SOURCE_DIR}/api/openapi.json)
add_test(NAME gen.errors COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/errors.py --check)
add_test(NAME gen.schema COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tools/schema.py --check)
set_tests_properties(gen.openapi gen.errors gen.schema PROPERTIES LABELS lint)

# Databases of earlier versions, on both engines.
add_test(NAME migrate COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/migrate/migrate.py
                              --program $<TARGET_FILE:mailapp>)
set_tests_properties(migrate PROPERTIES LABELS unit TIMEOUT 900)
