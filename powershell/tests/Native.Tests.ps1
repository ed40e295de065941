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
        # A copy of the module in a folder of its own: it must run from anywhere.
        $copy = Join-Path $TestDrive 'copy/ExoPort'
        Copy-Item -Path (Split-Path -Path $manifestPath) -Destination $copy -Recurse
        $rid = InModuleScope ExoPort { Get-ExoPortRuntimeIdentifier }
        $native = Join-Path $copy "runtimes/$rid/native"
        if (Test-Path -Path $native) { Remove-Item -Path $native -Recurse }
        $before = $env:EXOPORT_NATIVE_PATH
        try {
            $env:EXOPORT_NATIVE_PATH = $null
            # The type data of the two copies would meet.
            Remove-Module -Name ExoPort
            Import-Module -Name (Join-Path $copy 'ExoPort.psd1') -Force
            $problem = try { Test-ExoPort 127.0.0.1:1 } catch { $_ }
            $problem.Exception.Message | Should -Match ([regex]::Escape([System.IO.Path]::Combine($copy, 'runtimes', $rid, 'native')))

            $env:EXOPORT_NATIVE_PATH = $before
            $library = InModuleScope ExoPort { Resolve-ExoPortNativePath }
            $null = New-Item -ItemType Directory -Path $native
            Copy-Item -Path $library -Destination $native
            $env:EXOPORT_NATIVE_PATH = $null
            (Test-ExoPort 127.0.0.1:1).Outcome | Should -Be 'refused'
        }
        finally {
            $env:EXOPORT_NATIVE_PATH = $before
            Remove-Module -Name ExoPort
            Import-Module -Name $manifestPath -Force
        }
    }

    It 'that is no library gives one error that names the file and what to do' {
        $file = Join-Path $TestDrive 'libexoport.so'
        Set-Content -Path $file -Value 'not a library'
        $problem = Invoke-WithNativePath -Path $file
        $problem.FullyQualifiedErrorId | Should -Be 'NativeLibrary,Test-ExoPort'
        $problem.Exception.Message | Should -Match ([regex]::Escape($file))
        $problem.Exception.Message | Should -Match 'could not be loaded'
        $problem.Exception.Message | Should -Match 'EXOPORT_NATIVE_PATH'
    }
}
