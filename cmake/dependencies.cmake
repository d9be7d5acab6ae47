# Everything comes from the distribution's packages: deploy/packages/*.txt.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(PkgConfig REQUIRED)
foreach(module sqlite3 libpq lmdb libsodium libidn2 libpsl libcurl hiredis zlib)
    pkg_check_modules(${module} REQUIRED IMPORTED_TARGET ${module})
endforeach()
pkg_check_modules(libargon2 REQUIRED IMPORTED_TARGET libargon2)
# Not by its pkg-config file, which asks for the headers of libevent that nothing here includes.
find_library(unbound_library unbound REQUIRED)
find_path(unbound_headers unbound.h REQUIRED)
# Unicode's normal forms; libidn2 leans on it already. It has no pkg-config file.
find_library(unistring_library unistring REQUIRED)
find_path(unistring_headers uninorm.h REQUIRED)
