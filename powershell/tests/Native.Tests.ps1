BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function Get-HeaderSignature {
        <# The functions of include/exoport.h: name -> the .NET types that belong to them, as text. #>
        $header = [System.IO.File]::ReadAllText((Join-Path $repository 'include/exoport.h'))
        $header = [regex]::Replace($header, '(?s)/\*.*?\*/', '')
        $header = [regex]::Replace($header, '(?m)//.*$', '')
        $types = @{
            'uint32_t'        = 'System.UInt32'
            'int32_t'         = 'System.Int32'
            'uint64_t'        = 'System.UInt64'
            'const uint8_t *' = 'System.Byte[]'
            'uint8_t *'       = 'System.Byte[]'
            'uint32_t *'      = 'System.UInt32&'
            'uint64_t *'      = 'System.UInt64&'
        }
        $signatures = @{}
        foreach ($match in [regex]::Matches($header, '(?s)\b(\w+)\s+(exoport_\w+)\s*\(([^)]*)\)\s*;')) {
            $parameters = foreach ($parameter in $match.Groups[3].Value.Split(',')) {
                $parameter = [regex]::Replace($parameter.Trim(), '\s+', ' ')
                if ($parameter -eq 'void') { continue }
                $type = [regex]::Replace($parameter, '\w+$', '').Trim()
                if (-not $types.ContainsKey($type)) { throw "The header has a type that this test does not know: $type" }
                $types[$type]
            }
            $signatures[$match.Groups[2].Value] = "$($types[$match.Groups[1].Value]) ($(@($parameters) -join ', '))"
        }
        $signatures
    }

    function Invoke-WithNativePath {
        <# Runs Test-ExoPort in a fresh module with another EXOPORT_NATIVE_PATH; gives what it throws. #>
        param([string] $Path)
        $before = $env:EXOPORT_NATIVE_PATH
        try {
            $env:EXOPORT_NATIVE_PATH = $Path
            Import-Module -Name $manifestPath -Force
            Test-ExoPort 127.0.0.1:1
        }
        catch { $_ }
        finally {
            $env:EXOPORT_NATIVE_PATH = $before
            Import-Module -Name $manifestPath -Force
        }
    }
}

Describe 'The P/Invoke signatures' {
    It 'are those of include/exoport.h, all of them' {
        $header = Get-HeaderSignature
        $api = InModuleScope ExoPort { Initialize-ExoPortNative; $script:Native.Api }
        $methods = @($api.GetMethods([System.Reflection.BindingFlags]'Public, Static, DeclaredOnly'))
        $header.Count | Should -BeGreaterThan 9
        @($methods | ForEach-Object { $_.Name } | Sort-Object) | Should -Be @($header.Keys | Sort-Object)
        foreach ($method in $methods) {
            $emitted = "$($method.ReturnType.FullName) ($(@($method.GetParameters() | ForEach-Object { $_.ParameterType.FullName }) -join ', '))"
            "$($method.Name): $emitted" | Should -Be "$($method.Name): $($header[$method.Name])"
            # Without PreserveSig, .NET would take the status for an HRESULT.
            [bool] ($method.GetMethodImplementationFlags() -band [System.Reflection.MethodImplAttributes]::PreserveSig) | Should -BeTrue
        }
    }

    It 'agree with the header about the ABI version' {
        $header = [System.IO.File]::ReadAllText((Join-Path $repository 'include/exoport.h'))
        $version = [regex]::Match($header, '(?m)^#define EXOPORT_ABI_VERSION (\d+)').Groups[1].Value
        InModuleScope ExoPort { Initialize-ExoPortNative; $script:Native.Api::exoport_abi_version() } | Should -Be $version
    }
}

Describe 'Texts of the native library' {
    It 'come whole, also when the buffer was too small at first' {
        # The JSON Schema of the record is longer than the buffer that a question starts with.
        $schema = InModuleScope ExoPort { Initialize-ExoPortNative; Invoke-ExoPortQuery -Question '{"query":"schema"}' }
        $schema.'$schema' | Should -Match '^https?://json-schema.org/'
    }

    It 'name the statuses' {
        InModuleScope ExoPort { Initialize-ExoPortNative; Get-ExoPortNativeText -Name 'status_name' -Argument -2 } | Should -Be 'BAD_HANDLE'
        InModuleScope ExoPort { Get-ExoPortNativeText -Name 'version' } | Should -Match '^\d+\.\d+\.\d+'
    }
}

Describe 'A closed run' {
    It 'may be closed again without harm' {
        InModuleScope ExoPort {
            $run = Start-ExoPortRun -Configuration '{}'
            $stale = $run.Run
            $run.Handle.Close()
            $run.Handle.Run | Should -Be 0
            $run.Handle.Close()
            $run.Handle.CloseOnEvent($null, [System.EventArgs]::Empty)
            $run.Api::exoport_run_close($stale) | Should -Be -2
        }
    }

    It 'gives one clear error when it is used' {
        InModuleScope ExoPort {
            $run = Start-ExoPortRun -Configuration '{}'
            $run.Handle.Close()
            { Receive-ExoPortRecord -Run $run -TimeoutMilliseconds 0 } | Should -Throw -ExpectedMessage '*BAD_HANDLE*'
            { Stop-ExoPortInput -Run $run } | Should -Throw -ExpectedMessage '*BAD_HANDLE*'
        }
    }
}

Describe 'The native library' {
    It 'is looked for under the process''s own runtime identifier' {
        $rid = InModuleScope ExoPort { Get-ExoPortRuntimeIdentifier }
        $rid | Should -Match '^(win|linux|osx)-(x64|x86|arm64|arm)$'
        $rid | Should -Match "-$([System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)$"
        if ([System.IntPtr]::Size -eq 4) { $rid | Should -Match '(x86|arm)$' } else { $rid | Should -Match '64$' }
    }

    It 'that is missing gives one error that names the place and what to do' {
        $problem = Invoke-WithNativePath -Path (Join-Path $TestDrive 'nowhere')
        $problem | Should -BeOfType [System.Management.Automation.ErrorRecord]
        $problem.FullyQualifiedErrorId | Should -Be 'NativeLibrary,Test-ExoPort'
        $problem.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $problem.Exception.Message | Should -Match 'was not found'
        $problem.Exception.Message | Should -Match ([regex]::Escape((Join-Path $TestDrive 'nowhere')))
        $problem.Exception.Message | Should -Match 'Set EXOPORT_NATIVE_PATH'
    }

    It 'is looked for under the module when EXOPORT_NATIVE_PATH is not set' {
        # A copy of the module in a folder of its own: it must run from anywhere. In a process of its own, because
        # Windows does not let go of the file of a library that was loaded.
        $copy = Join-Path $TestDrive 'copy/ExoPort'
        Copy-Item -Path (Split-Path -Path $manifestPath) -Destination $copy -Recurse
        $rid, $library = InModuleScope ExoPort { Get-ExoPortRuntimeIdentifier; Resolve-ExoPortNativePath }
        $native = Join-Path $copy "runtimes/$rid/native"
        if (Test-Path -Path $native) { Remove-Item -Path $native -Recurse }
        $script = 'Import-Module -Name $env:EXOPORT_TEST_MANIFEST; try { (Test-ExoPort 127.0.0.1:1).Outcome } catch { $_.Exception.Message }'
        $before = $env:EXOPORT_NATIVE_PATH
        try {
            $env:EXOPORT_NATIVE_PATH = $null
            $env:EXOPORT_TEST_MANIFEST = Join-Path $copy 'ExoPort.psd1'
            $missing = & $shellPath -NoProfile -NonInteractive -Command $script
            $missing | Should -Match ([regex]::Escape([System.IO.Path]::Combine($copy, 'runtimes', $rid, 'native')))

            $null = New-Item -ItemType Directory -Path $native
            Copy-Item -Path $library -Destination $native
            & $shellPath -NoProfile -NonInteractive -Command $script | Should -Be 'refused'
        }
        finally {
            $env:EXOPORT_NATIVE_PATH = $before
            $env:EXOPORT_TEST_MANIFEST = $null
        }
    }

    It 'that is no library gives one error that names the file and what to do' {
        $file = Join-Path $TestDrive 'libexoport.so'
        Set-Content -Path $file -Value 'not a library'
        $problem = Invoke-WithNativePath -Path $file
        $problem.FullyQualifiedErrorId | Should -Be 'NativeLibrary,Test-ExoPort'
        $problem.Exception.Message | Should -Match ([regex]::Escape($file))
        $problem.Exception.Message | Should -Match 'could not be loaded: it is not a native library'
        $problem.Exception.Message | Should -Match 'EXOPORT_NATIVE_PATH'
    }

    It 'that is for another machine gives one error that says for which' {
        # The header of a library for 64-bit ARM, of the system that this is not.
        $header = [byte[]]::new(512)
        if ([System.IO.Path]::DirectorySeparatorChar -eq '\') {
            $kind = 'linux-arm64'
            $header[0] = 0x7F
            $header[1] = 0x45
            $header[2] = 0x4C
            $header[3] = 0x46
            $header[18] = 183
        }
        else {
            $kind = 'win-arm64'
            $header[0] = 0x4D
            $header[1] = 0x5A
            $header[0x3C] = 0x80
            $header[0x80] = 0x50
            $header[0x81] = 0x45
            $header[0x84] = 0x64
            $header[0x85] = 0xAA
        }
        $file = Join-Path $TestDrive 'foreign.dll'
        [System.IO.File]::WriteAllBytes($file, $header)
        $rid = InModuleScope ExoPort { Get-ExoPortRuntimeIdentifier }
        $problem = Invoke-WithNativePath -Path $file
        $problem.FullyQualifiedErrorId | Should -Be 'NativeLibrary,Test-ExoPort'
        $problem.Exception.Message | Should -Match ([regex]::Escape("it is a library for $kind, and this process is $rid."))
    }

    It 'is known by its header: <Kind>' -ForEach @(
        @{ Kind = 'win-x64'; Bytes = @{ 0 = 0x4D; 1 = 0x5A; 0x3C = 0x80; 0x80 = 0x50; 0x81 = 0x45; 0x84 = 0x64; 0x85 = 0x86 } }
        @{ Kind = 'win-x86'; Bytes = @{ 0 = 0x4D; 1 = 0x5A; 0x3C = 0x80; 0x80 = 0x50; 0x81 = 0x45; 0x84 = 0x4C; 0x85 = 0x01 } }
        @{ Kind = 'linux-x64'; Bytes = @{ 0 = 0x7F; 1 = 0x45; 2 = 0x4C; 3 = 0x46; 18 = 62 } }
        @{ Kind = 'osx-arm64'; Bytes = @{ 0 = 0xCF; 1 = 0xFA; 2 = 0xED; 3 = 0xFE; 4 = 0x0C; 7 = 0x01 } }
        @{ Kind = 'osx'; Bytes = @{ 0 = 0xCA; 1 = 0xFE; 2 = 0xBA; 3 = 0xBE } }
        @{ Kind = 'linux-machine-f3'; Bytes = @{ 0 = 0x7F; 1 = 0x45; 2 = 0x4C; 3 = 0x46; 18 = 0xF3 } }
        @{ Kind = $null; Bytes = @{ 0 = 0x4D; 1 = 0x5A; 0x3C = 0xFF; 0x3D = 0xFF; 0x3E = 0xFF; 0x3F = 0x7F } }
    ) {
        $header = [byte[]]::new(512)
        foreach ($place in $Bytes.Keys) { $header[$place] = $Bytes[$place] }
        $file = Join-Path $TestDrive 'header.bin'
        [System.IO.File]::WriteAllBytes($file, $header)
        InModuleScope ExoPort -Parameters @{ file = $file } { param($file) Get-ExoPortLibraryKind -Path $file } | Should -Be $Kind
    }
}
