# Pages beside the program: share/ui. Built with npm in the build tree, so that the source tree stays clean.
find_program(NPM npm)
if(NOT NPM)
    message(STATUS "npm is not there: the API documentation page is left out")
    return()
endif()
set(pages ${CMAKE_BINARY_DIR}/src/share/ui)
set(workshop ${CMAKE_BINARY_DIR}/ui)
set(swagger ${workshop}/node_modules/swagger-ui-dist)
set(sources ui/package.json ui/package-lock.json ui/.npmrc ui/swagger/index.html ui/swagger/start.js)
list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/)
add_custom_command(
    OUTPUT ${pages}/swagger/index.html
    COMMAND ${CMAKE_COMMAND} -E make_directory ${workshop} ${pages}/swagger
    COMMAND ${CMAKE_COMMAND} -E copy ${PROJECT_SOURCE_DIR}/ui/package.json ${PROJECT_SOURCE_DIR}/ui/package-lock.json
            ${PROJECT_SOURCE_DIR}/ui/.npmrc ${workshop}
    COMMAND ${NPM} ci --prefix ${workshop}
    COMMAND ${CMAKE_COMMAND} -E copy ${swagger}/swagger-ui.css ${swagger}/swagger-ui-bundle.js
            ${PROJECT_SOURCE_DIR}/ui/swagger/start.js ${PROJECT_SOURCE_DIR}/ui/swagger/index.html ${pages}/swagger
    COMMAND ${CMAKE_COMMAND} -E touch ${pages}/swagger/index.html
    DEPENDS ${sources}
    WORKING_DIRECTORY ${workshop}
    COMMENT "API documentation page"
    VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages}/swagger/index.html)
file(MAKE_DIRECTORY ${workshop})
