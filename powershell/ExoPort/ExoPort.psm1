# The module's own scope decides how strict its code is read: a record leaves out what is absent, so
# reading a missing key is normal here, whatever Set-StrictMode the caller's session has.
Set-StrictMode -Off

# The native layer; made at the first use (Initialize-ExoPortNative), so that import costs nothing.
$script:Native = $null

# This folder, for functions wherever their text stands: $PSScriptRoot is another one in each of their files.
$script:ModuleRoot = $PSScriptRoot

#region Functions
# Loads a file for each function. In the module that is given to users, their text is here instead of this region
# (packaging/build-module): one file is found, checked and read far quicker than a hundred.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) {
        . $file
    }
}
#endregion Functions

# PowerShell 7.3 and later run a function's `clean` block however its pipeline ends. Windows PowerShell
# 5.1 cannot even parse one, so the files do not contain it: the function is made again here, from its
# own text with the block added. Add-ExoPortCleanBlock says what older versions have instead.
if ($PSVersionTable.PSVersion -ge [version]'7.3') {
    . (Add-ExoPortCleanBlock -Function ${function:Test-ExoPort})
    . (Add-ExoPortCleanBlock -Function ${function:Start-ExoListener})
    . (Add-ExoPortCleanBlock -Function ${function:Test-ExoConnectivity})
    . (Add-ExoPortCleanBlock -Function ${function:Test-ExoDomain})
    . (Add-ExoPortCleanBlock -Function ${function:Watch-ExoPort})
}

Register-ArgumentCompleter -CommandName 'Test-ExoPort' -ParameterName 'Service' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Service' -Word $wordToComplete
}
Register-ArgumentCompleter -CommandName 'Test-ExoPort' -ParameterName 'Tls' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Tls' -Word $wordToComplete
}
Register-ArgumentCompleter -CommandName 'Test-ExoPort' -ParameterName 'AddressFamily' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'AddressFamily' -Word $wordToComplete
}
Register-ArgumentCompleter -CommandName 'Test-ExoPort' -ParameterName 'Instance' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Instance' -Word $wordToComplete
}

foreach ($name in 'Scenario', 'Instance', 'AddressFamily') {
    Register-ArgumentCompleter -CommandName 'Test-ExoConnectivity', 'Watch-ExoPort', 'Register-ExoPortTask' -ParameterName $name -ScriptBlock {
        param($commandName, $parameterName, $wordToComplete)
        Get-ExoPortCompletion -Kind $parameterName -Word $wordToComplete
    }
}
Register-ArgumentCompleter -CommandName 'Register-ExoPortTask' -ParameterName 'Account' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Account' -Word $wordToComplete
}

Register-ArgumentCompleter -CommandName 'Test-ExoDomain' -ParameterName 'Instance' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Instance' -Word $wordToComplete
}

foreach ($name in 'Service', 'Instance', 'Direction', 'AddressFamily', 'Format') {
    Register-ArgumentCompleter -CommandName 'Get-ExoFirewallRule' -ParameterName $name -ScriptBlock {
        param($commandName, $parameterName, $wordToComplete)
        Get-ExoPortCompletion -Kind $parameterName -Word $wordToComplete
    }
}

foreach ($name in 'Service', 'Instance', 'Category') {
    Register-ArgumentCompleter -CommandName 'Get-ExoEndpoint' -ParameterName $name -ScriptBlock {
        param($commandName, $parameterName, $wordToComplete)
        Get-ExoPortCompletion -Kind $parameterName -Word $wordToComplete
    }
}
Register-ArgumentCompleter -CommandName 'Update-ExoEndpoint' -ParameterName 'Instance' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)
    Get-ExoPortCompletion -Kind 'Instance' -Word $wordToComplete
}

Export-ModuleMember -Function @(
    'Get-ExoEndpoint'
    'Get-ExoFirewallRule'
    'Register-ExoPortTask'
    'Resolve-ExoError'
    'Start-ExoListener'
    'Test-ExoConnectivity'
    'Test-ExoDomain'
    'Test-ExoPort'
    'Unregister-ExoPortTask'
    'Update-ExoEndpoint'
    'Watch-ExoPort'
)
